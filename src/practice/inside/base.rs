//! The files of the base images that the practice engine carries itself.

/// One file of a base image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseFile {
    /// Its absolute path.
    pub path: String,
    /// Its content. Programs are empty: only their names matter.
    pub bytes: Vec<u8>,
    /// Its permission bits.
    pub mode: u32,
}

const BIN: &[&str] = &[
    "ash", "busybox", "cat", "cp", "date", "echo", "false", "grep", "hostname", "kill", "ls", "mv",
    "netstat", "ping", "printenv", "ps", "pwd", "rm", "sh", "sleep", "touch", "true", "uname",
];
const SBIN: &[&str] = &["ifconfig", "ip", "route"];
const USR_BIN: &[&str] = &[
    "[", "clear", "curl", "cut", "env", "getent", "head", "id", "nslookup", "printf", "seq",
    "sort", "ss", "tail", "test", "tr", "uniq", "wc", "wget", "which", "whoami",
];
const OS_RELEASE: &str = "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.22.2\nPRETTY_NAME=\"Alpine Linux v3.22\"\nHOME_URL=\"https://alpinelinux.org/\"\nBUG_REPORT_URL=\"https://gitlab.alpinelinux.org/alpine/aports/-/issues\"\n";
const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n";

/// The paths of the tools that both base images have.
#[must_use]
pub fn base_tools() -> Vec<String> {
    [("/bin", BIN), ("/sbin", SBIN), ("/usr/bin", USR_BIN)]
        .into_iter()
        .flat_map(|(folder, names)| names.iter().map(move |name| format!("{folder}/{name}")))
        .collect()
}

fn common(files: &mut Vec<BaseFile>) {
    files.extend(base_tools().iter().map(|path| program(path)));
    files.push(text("/etc/os-release", OS_RELEASE));
    files.push(text("/etc/alpine-release", "3.22.2\n"));
    files.push(text(
        "/etc/shells",
        "# valid login shells\n/bin/sh\n/bin/ash\n",
    ));
    // Folders are there only where a file is: these keep the usual ones.
    for folder in [
        "/root", "/tmp", "/home", "/var/log", "/run", "/opt", "/srv", "/mnt", "/dev", "/proc",
        "/sys",
    ] {
        files.push(text(&format!("{folder}/.keep"), ""));
    }
}

fn program(path: &str) -> BaseFile {
    BaseFile {
        path: path.to_owned(),
        bytes: Vec::new(),
        mode: 0o755,
    }
}

fn text(path: &str, content: &str) -> BaseFile {
    BaseFile {
        path: path.to_owned(),
        bytes: content.as_bytes().to_vec(),
        mode: 0o644,
    }
}

/// The files of the built-in image `nginx:1.28-alpine`.
#[must_use]
pub fn base_nginx_files() -> Vec<BaseFile> {
    let mut files = Vec::new();
    common(&mut files);
    files.push(program("/usr/sbin/nginx"));
    files.push(program("/docker-entrypoint.sh"));
    files.push(text(
        "/etc/passwd",
        &format!("{PASSWD}nginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin\n"),
    ));
    for (path, content) in [
        ("/etc/nginx/nginx.conf", include_str!("base/nginx.conf")),
        ("/etc/nginx/mime.types", include_str!("base/mime.types")),
        (
            "/etc/nginx/conf.d/default.conf",
            include_str!("base/default.conf"),
        ),
        (
            "/usr/share/nginx/html/index.html",
            include_str!("base/index.html"),
        ),
        (
            "/usr/share/nginx/html/50x.html",
            include_str!("base/50x.html"),
        ),
        ("/var/log/nginx/access.log", ""),
        ("/var/log/nginx/error.log", ""),
    ] {
        files.push(text(path, content));
    }
    files
}

/// The files of the built-in image `node:22-alpine`.
#[must_use]
pub fn base_node_files() -> Vec<BaseFile> {
    let mut files = Vec::new();
    common(&mut files);
    files.push(program("/usr/local/bin/node"));
    files.push(program("/usr/local/bin/docker-entrypoint.sh"));
    files.push(text(
        "/etc/passwd",
        &format!("{PASSWD}node:x:1000:1000::/home/node:/bin/sh\n"),
    ));
    files
}
