//! Which directives there are, where each may stand and how many words it takes.

pub(super) const MAIN: u16 = 1;
pub(super) const EVENTS: u16 = 2;
pub(super) const HTTP: u16 = 4;
pub(super) const SERVER: u16 = 8;
pub(super) const LOCATION: u16 = 16;
pub(super) const UPSTREAM: u16 = 32;
const ANY: u16 = HTTP | SERVER | LOCATION;
const INNER: u16 = SERVER | LOCATION;
const MANY: usize = 64;

/// What nginx checks in a directive's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Opens a block.
    Block,
    /// `on` or `off`, once.
    Flag,
    /// A number, once.
    Number,
    /// A time, once.
    Time,
    /// A size, once.
    Size,
    /// Words, once.
    Once,
    /// Words, again and again; or checked where it is read.
    Words,
    /// nginx knows it, the practice engine does not do it.
    Unknown,
}

pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) contexts: u16,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) kind: Kind,
}

const fn rule(name: &'static str, contexts: u16, least: usize, most: usize, kind: Kind) -> Rule {
    Rule {
        name,
        contexts,
        least,
        most,
        kind,
    }
}

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    rule("include", MAIN | EVENTS | HTTP | SERVER | LOCATION | UPSTREAM, 1, 1, Kind::Words),
    rule("user", MAIN, 1, 2, Kind::Once),
    rule("worker_processes", MAIN, 1, 1, Kind::Once),
    rule("worker_rlimit_nofile", MAIN, 1, 1, Kind::Number),
    rule("worker_cpu_affinity", MAIN, 1, MANY, Kind::Once),
    rule("pid", MAIN, 1, 1, Kind::Once),
    rule("daemon", MAIN, 1, 1, Kind::Flag),
    rule("master_process", MAIN, 1, 1, Kind::Flag),
    rule("load_module", MAIN, 1, 1, Kind::Words),
    rule("env", MAIN, 1, 1, Kind::Words),
    rule("error_log", MAIN | ANY, 1, MANY, Kind::Words),
    rule("events", MAIN, 0, 0, Kind::Block),
    rule("worker_connections", EVENTS, 1, 1, Kind::Number),
    rule("multi_accept", EVENTS, 1, 1, Kind::Flag),
    rule("accept_mutex", EVENTS, 1, 1, Kind::Flag),
    rule("use", EVENTS, 1, 1, Kind::Words),
    rule("http", MAIN, 0, 0, Kind::Block),
    rule("stream", MAIN, 0, 0, Kind::Unknown),
    rule("mail", MAIN, 0, 0, Kind::Unknown),
    rule("server", HTTP, 0, 0, Kind::Block),
    rule("server", UPSTREAM, 1, MANY, Kind::Words),
    rule("upstream", HTTP, 1, 1, Kind::Block),
    rule("location", INNER, 1, 2, Kind::Block),
    rule("types", ANY, 0, 0, Kind::Block),
    rule("listen", SERVER, 1, MANY, Kind::Words),
    rule("server_name", SERVER, 1, MANY, Kind::Words),
    rule("root", ANY, 1, 1, Kind::Once),
    rule("alias", LOCATION, 1, 1, Kind::Once),
    rule("index", ANY, 1, MANY, Kind::Words),
    rule("try_files", INNER, 2, MANY, Kind::Once),
    rule("return", INNER, 1, 2, Kind::Words),
    rule("set", INNER, 2, 2, Kind::Words),
    rule("error_page", ANY, 2, MANY, Kind::Words),
    rule("add_header", ANY, 2, 3, Kind::Words),
    rule("default_type", ANY, 1, 1, Kind::Once),
    rule("access_log", ANY, 1, MANY, Kind::Words),
    rule("log_format", HTTP, 2, MANY, Kind::Words),
    rule("resolver", ANY, 1, MANY, Kind::Once),
    rule("resolver_timeout", ANY, 1, 1, Kind::Time),
    rule("proxy_pass", LOCATION, 1, 1, Kind::Once),
    rule("proxy_set_header", ANY, 2, 2, Kind::Words),
    rule("proxy_hide_header", ANY, 1, 1, Kind::Words),
    rule("proxy_pass_header", ANY, 1, 1, Kind::Words),
    rule("proxy_http_version", ANY, 1, 1, Kind::Words),
    rule("proxy_connect_timeout", ANY, 1, 1, Kind::Time),
    rule("proxy_read_timeout", ANY, 1, 1, Kind::Time),
    rule("proxy_send_timeout", ANY, 1, 1, Kind::Time),
    rule("proxy_next_upstream", ANY, 1, MANY, Kind::Words),
    rule("proxy_next_upstream_tries", ANY, 1, 1, Kind::Number),
    rule("proxy_next_upstream_timeout", ANY, 1, 1, Kind::Time),
    rule("proxy_redirect", ANY, 1, 2, Kind::Words),
    rule("proxy_buffering", ANY, 1, 1, Kind::Flag),
    rule("proxy_request_buffering", ANY, 1, 1, Kind::Flag),
    rule("proxy_buffer_size", ANY, 1, 1, Kind::Size),
    rule("proxy_buffers", ANY, 2, 2, Kind::Once),
    rule("proxy_busy_buffers_size", ANY, 1, 1, Kind::Size),
    rule("proxy_intercept_errors", ANY, 1, 1, Kind::Flag),
    rule("proxy_pass_request_headers", ANY, 1, 1, Kind::Flag),
    rule("proxy_pass_request_body", ANY, 1, 1, Kind::Flag),
    rule("proxy_socket_keepalive", ANY, 1, 1, Kind::Flag),
    rule("proxy_cache", ANY, 1, 1, Kind::Unknown),
    rule("proxy_cache_path", HTTP, 2, MANY, Kind::Unknown),
    rule("proxy_method", ANY, 1, 1, Kind::Unknown),
    rule("proxy_set_body", ANY, 1, 1, Kind::Unknown),
    rule("proxy_bind", ANY, 1, 2, Kind::Unknown),
    rule("proxy_cookie_path", ANY, 1, MANY, Kind::Unknown),
    rule("proxy_cookie_domain", ANY, 1, MANY, Kind::Unknown),
    rule("proxy_ssl_verify", ANY, 1, 1, Kind::Unknown),
    rule("proxy_ssl_server_name", ANY, 1, 1, Kind::Unknown),
    rule("keepalive", UPSTREAM, 1, 1, Kind::Once),
    rule("keepalive_requests", UPSTREAM | ANY, 1, 1, Kind::Number),
    rule("keepalive_time", UPSTREAM | ANY, 1, 1, Kind::Time),
    rule("keepalive_timeout", UPSTREAM, 1, 1, Kind::Time),
    rule("keepalive_timeout", ANY, 1, 2, Kind::Once),
    rule("zone", UPSTREAM, 1, 2, Kind::Words),
    rule("least_conn", UPSTREAM, 0, 0, Kind::Words),
    rule("ip_hash", UPSTREAM, 0, 0, Kind::Unknown),
    rule("hash", UPSTREAM, 1, 2, Kind::Unknown),
    rule("random", UPSTREAM, 0, 2, Kind::Unknown),
    rule("sendfile", ANY, 1, 1, Kind::Flag),
    rule("tcp_nopush", ANY, 1, 1, Kind::Flag),
    rule("tcp_nodelay", ANY, 1, 1, Kind::Flag),
    rule("server_tokens", ANY, 1, 1, Kind::Once),
    rule("server_name_in_redirect", ANY, 1, 1, Kind::Flag),
    rule("port_in_redirect", ANY, 1, 1, Kind::Flag),
    rule("absolute_redirect", ANY, 1, 1, Kind::Flag),
    rule("log_not_found", ANY, 1, 1, Kind::Flag),
    rule("merge_slashes", HTTP | SERVER, 1, 1, Kind::Flag),
    rule("underscores_in_headers", HTTP | SERVER, 1, 1, Kind::Flag),
    rule("ignore_invalid_headers", HTTP | SERVER, 1, 1, Kind::Flag),
    rule("types_hash_max_size", ANY, 1, 1, Kind::Number),
    rule("types_hash_bucket_size", ANY, 1, 1, Kind::Number),
    rule("server_names_hash_bucket_size", HTTP, 1, 1, Kind::Number),
    rule("server_names_hash_max_size", HTTP, 1, 1, Kind::Number),
    rule("variables_hash_max_size", HTTP, 1, 1, Kind::Number),
    rule("variables_hash_bucket_size", HTTP, 1, 1, Kind::Number),
    rule("proxy_headers_hash_max_size", ANY, 1, 1, Kind::Number),
    rule("proxy_headers_hash_bucket_size", ANY, 1, 1, Kind::Number),
    rule("client_max_body_size", ANY, 1, 1, Kind::Size),
    rule("client_body_buffer_size", ANY, 1, 1, Kind::Size),
    rule("client_header_buffer_size", HTTP | SERVER, 1, 1, Kind::Size),
    rule("large_client_header_buffers", HTTP | SERVER, 2, 2, Kind::Once),
    rule("client_body_timeout", ANY, 1, 1, Kind::Time),
    rule("client_header_timeout", HTTP | SERVER, 1, 1, Kind::Time),
    rule("send_timeout", ANY, 1, 1, Kind::Time),
    rule("reset_timedout_connection", ANY, 1, 1, Kind::Flag),
    rule("charset", ANY, 1, 1, Kind::Once),
    rule("etag", ANY, 1, 1, Kind::Flag),
    rule("expires", ANY, 1, 2, Kind::Unknown),
    rule("autoindex", ANY, 1, 1, Kind::Flag),
    rule("internal", LOCATION, 0, 0, Kind::Words),
    rule("gzip", ANY, 1, 1, Kind::Flag),
    rule("gzip_vary", ANY, 1, 1, Kind::Flag),
    rule("gzip_proxied", ANY, 1, MANY, Kind::Words),
    rule("gzip_comp_level", ANY, 1, 1, Kind::Number),
    rule("gzip_buffers", ANY, 2, 2, Kind::Once),
    rule("gzip_http_version", ANY, 1, 1, Kind::Words),
    rule("gzip_min_length", ANY, 1, 1, Kind::Number),
    rule("gzip_disable", ANY, 1, MANY, Kind::Words),
    rule("gzip_types", ANY, 1, MANY, Kind::Words),
    rule("ssl_protocols", HTTP | SERVER, 1, MANY, Kind::Words),
    rule("ssl_prefer_server_ciphers", HTTP | SERVER, 1, 1, Kind::Flag),
    rule("ssl_ciphers", HTTP | SERVER, 1, 1, Kind::Once),
    rule("ssl_session_cache", HTTP | SERVER, 1, 2, Kind::Words),
    rule("ssl_session_timeout", HTTP | SERVER, 1, 1, Kind::Time),
    rule("ssl_certificate", HTTP | SERVER, 1, 1, Kind::Unknown),
    rule("ssl_certificate_key", HTTP | SERVER, 1, 1, Kind::Unknown),
    rule("if", INNER, 1, MANY, Kind::Unknown),
    rule("rewrite", INNER, 2, 3, Kind::Unknown),
    rule("break", INNER, 0, 0, Kind::Unknown),
    rule("rewrite_log", ANY, 1, 1, Kind::Flag),
    rule("limit_except", LOCATION, 1, MANY, Kind::Unknown),
    rule("map", HTTP, 2, 2, Kind::Unknown),
    rule("geo", HTTP, 1, 2, Kind::Unknown),
    rule("split_clients", HTTP, 2, 2, Kind::Unknown),
    rule("allow", ANY, 1, 1, Kind::Unknown),
    rule("deny", ANY, 1, 1, Kind::Unknown),
    rule("satisfy", ANY, 1, 1, Kind::Unknown),
    rule("auth_basic", ANY, 1, 1, Kind::Unknown),
    rule("auth_basic_user_file", ANY, 1, 1, Kind::Unknown),
    rule("auth_request", ANY, 1, 1, Kind::Unknown),
    rule("stub_status", INNER, 0, 1, Kind::Unknown),
    rule("sub_filter", ANY, 2, 2, Kind::Unknown),
    rule("sub_filter_once", ANY, 1, 1, Kind::Unknown),
    rule("limit_req", ANY, 1, 3, Kind::Unknown),
    rule("limit_req_zone", HTTP, 3, 4, Kind::Unknown),
    rule("limit_conn", ANY, 2, 2, Kind::Unknown),
    rule("limit_conn_zone", HTTP, 2, 2, Kind::Unknown),
    rule("limit_rate", ANY, 1, 1, Kind::Unknown),
    rule("real_ip_header", ANY, 1, 1, Kind::Unknown),
    rule("set_real_ip_from", ANY, 1, 1, Kind::Unknown),
    rule("fastcgi_pass", LOCATION, 1, 1, Kind::Unknown),
    rule("fastcgi_param", ANY, 2, 3, Kind::Unknown),
    rule("fastcgi_index", ANY, 1, 1, Kind::Unknown),
    rule("uwsgi_pass", LOCATION, 1, 1, Kind::Unknown),
    rule("scgi_pass", LOCATION, 1, 1, Kind::Unknown),
    rule("grpc_pass", LOCATION, 1, 1, Kind::Unknown),
    rule("memcached_pass", LOCATION, 1, 1, Kind::Unknown),
    rule("mirror", ANY, 1, 1, Kind::Unknown),
    rule("http2", HTTP | SERVER, 1, 1, Kind::Unknown),
];

/// Whether nginx takes this for a time, such as `60s`, `1m 30s` or `500ms`.
pub(super) fn is_time(word: &str) -> bool {
    measured(word, &["ms", "y", "M", "w", "d", "h", "m", "s", ""])
}

/// Whether nginx takes this for a size, such as `8k` or `1m`.
pub(super) fn is_size(word: &str) -> bool {
    let digits = word.trim_end_matches(['k', 'K', 'm', 'M', 'g', 'G']);
    word.len() - digits.len() <= 1 && is_number(digits)
}

/// Whether this is a whole number that nginx can hold.
pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.len() < 18 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn measured(word: &str, units: &[&str]) -> bool {
    let mut rest = word.trim();
    if rest.is_empty() || rest.len() > 40 {
        return false;
    }
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            return false;
        }
        rest = rest.get(digits..).unwrap_or_default();
        let Some(unit) = units.iter().find(|unit| rest.starts_with(**unit)) else {
            return false;
        };
        rest = rest.get(unit.len()..).unwrap_or_default().trim_start();
        if unit.is_empty() && !rest.is_empty() {
            return false;
        }
    }
    true
}
