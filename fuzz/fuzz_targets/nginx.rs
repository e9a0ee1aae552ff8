//! Any file in nginx's `conf.d`: it is tested, taken over, and asked for pages.

#![no_main]

use baeum::practice::inside::Surroundings;
use baeum::practice::world::surroundings::Inside;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|conf: &[u8]| {
    let engine = baeum_fuzz::engine();
    let id = engine.container_id("web").expect("it is there");
    engine.change(|world| {
        let _ = Inside::new(world, &id).write_file("/etc/nginx/conf.d/default.conf", conf.to_vec());
    });
    let tested = baeum_fuzz::run(&engine, "web", &["nginx", "-t"]);
    let reloaded = baeum_fuzz::run(&engine, "web", &["nginx", "-s", "reload"]);
    assert_eq!(tested.exit_code == 0, reloaded.exit_code == 0);
    for target in [
        "http://web/",
        "http://web/a/b?c=%20d",
        "http://web:8080/../x",
    ] {
        baeum_fuzz::run(&engine, "client", &["curl", "-i", "-m", "5", target]);
    }
    let _ = engine.restart(&id);
});
