//! Any bytes on a connection to the practice engine.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let engine = baeum_fuzz::engine();
    baeum_fuzz::talk(&engine, bytes);
    engine.close_ports();
});
