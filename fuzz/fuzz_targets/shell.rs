//! Any line: as `sh -c`, and typed into a shell with a terminal.

#![no_main]

use baeum::practice::inside::Terminal;
use baeum::practice::world::surroundings::Inside;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let engine = baeum_fuzz::engine();
    if let Ok(line) = str::from_utf8(bytes) {
        baeum_fuzz::run(&engine, "client", &["sh", "-c", line]);
    }
    let id = engine.container_id("web").expect("it is there");
    engine.change(|world| {
        let mut inside = Inside::new(world, &id);
        let mut terminal = Terminal::new(&["/bin/sh".to_owned()]).expect("a shell");
        terminal.start(&mut inside);
        terminal.feed(bytes, &mut inside);
        terminal.feed(b"\r", &mut inside);
        terminal.tick(&mut inside);
        terminal.feed(b"\x03\x04", &mut inside);
    });
});
