//! Any Dockerfile, beside two files that it may copy.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|dockerfile: &[u8]| {
    let mut context = tar::Builder::new(Vec::new());
    for (name, bytes) in [
        ("Dockerfile", dockerfile),
        ("a.txt", b"a\n".as_slice()),
        ("sub/b.conf", b"b\n".as_slice()),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        context
            .append_data(&mut header, name, bytes)
            .expect("it is packed");
    }
    let context = context.into_inner().expect("it is packed");
    let mut request = format!(
        "POST /build?t=built&buildargs=%7B%22X%22%3A%22y%22%7D HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        context.len()
    )
    .into_bytes();
    request.extend(context);
    let engine = baeum_fuzz::engine();
    let answer = baeum_fuzz::talk(&engine, &request);
    assert!(answer.starts_with(b"HTTP/1.1 "));
});
