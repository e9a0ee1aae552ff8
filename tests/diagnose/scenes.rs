//! Systems that are broken in one way each, and healthy ones.
//!
//! `@name` is a name of the scene's own, `@PORT` a port of the host; `@web:1` is the web server's image.

/// A system, and what must be said of it.
pub(super) struct Scene {
    /// What it shows.
    pub(super) name: &'static str,
    /// The configuration of nginx, written to `site.conf`.
    pub(super) configuration: &'static str,
    /// The commands that make it.
    pub(super) setup: &'static [&'static str],
    /// Who asks.
    pub(super) from: &'static str,
    /// For whom.
    pub(super) target: &'static str,
    /// What must be found; nothing in a healthy system.
    pub(super) cause: Option<&'static str>,
    /// Whether a cure must be proposed, which then is tried.
    pub(super) cured: bool,
    /// Whether it is tried on a real engine too.
    pub(super) on_docker: bool,
}

const NONE: Scene = Scene {
    name: "",
    configuration: "",
    setup: &[],
    from: "@ng",
    target: "@web:8080",
    cause: None,
    cured: false,
    on_docker: false,
};

const TO_WEB: &str = "server { listen 80; location / { proxy_pass http://@web:8080; } }";
const NETWORK: &str = "docker network create @net";
const WEB: &str = "docker run -d --network @net --name @web @web:1";
const PLAIN_NGINX: &str = "docker run -d --network @net --name @ng nginx:1.28-alpine";
const NGINX: &str = "docker create --network @net -p @PORT:80 --name @ng nginx:1.28-alpine && docker cp site.conf @ng:/etc/nginx/conf.d/default.conf && docker start @ng";

/// Every scene.
pub(super) const SCENES: &[Scene] = &[
    Scene {
        name: "who shares a network with a server that runs can reach it",
        setup: &[NETWORK, WEB, PLAIN_NGINX],
        ..NONE
    },
    Scene {
        name: "a port is found out where none is given",
        setup: &[NETWORK, WEB, PLAIN_NGINX],
        target: "@web",
        ..NONE
    },
    Scene {
        name: "a full name and an address and a short id lead to the same server",
        setup: &[NETWORK, WEB, PLAIN_NGINX],
        target: "@web.@net:8080",
        ..NONE
    },
    Scene {
        name: "an address leads to a server",
        setup: &[NETWORK, WEB, PLAIN_NGINX],
        target: "$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' @web):8080",
        ..NONE
    },
    Scene {
        name: "on the default network an address is enough",
        setup: &[
            "docker run -d --name @web @web:1",
            "docker run -d --name @ng nginx:1.28-alpine",
        ],
        target: "$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' @web):8080",
        ..NONE
    },
    Scene {
        name: "a container that uses another's network reaches it by localhost",
        setup: &[
            NETWORK,
            WEB,
            "docker run -d --network container:@web --name @ng nginx:1.28-alpine",
        ],
        target: "localhost:8080",
        ..NONE
    },
    Scene {
        name: "a network without a way outside is no trouble inside",
        setup: &["docker network create --internal @net", WEB, PLAIN_NGINX],
        ..NONE
    },
    Scene {
        name: "the page comes through nginx to this computer",
        configuration: TO_WEB,
        setup: &[NETWORK, WEB, NGINX],
        from: "host",
        target: "@ng",
        on_docker: true,
        ..NONE
    },
    Scene {
        name: "one of two servers is enough behind nginx",
        configuration: "upstream both { server @web:8080; server @web2:8080; } server { listen 80; location / { proxy_pass http://both; } }",
        setup: &[
            NETWORK,
            WEB,
            "docker run -d --network @net --name @web2 @web:1",
            NGINX,
            "docker stop @web2",
        ],
        from: "host",
        target: "localhost:@PORT",
        ..NONE
    },
    Scene {
        name: "nginx with a variable and a resolver is healthy",
        configuration: "server { listen 80; resolver 127.0.0.11; location / { set $there http://@web:8080; proxy_pass $there; } }",
        setup: &[NETWORK, WEB, NGINX],
        from: "host",
        target: "@ng:80",
        ..NONE
    },
    Scene {
        name: "who is in another network is found there",
        setup: &[
            NETWORK,
            "docker network create @net2",
            "docker run -d --network @net2 --name @web @web:1",
            PLAIN_NGINX,
        ],
        cause: Some("different-networks"),
        cured: true,
        on_docker: true,
        ..NONE
    },
    Scene {
        name: "who has no network is given one",
        setup: &[
            NETWORK,
            "docker run -d --network none --name @web @web:1",
            PLAIN_NGINX,
        ],
        cause: Some("different-networks"),
        cured: true,
        ..NONE
    },
    Scene {
        name: "on the default network there are no names",
        setup: &[
            "docker run -d --name @web @web:1",
            "docker run -d --name @ng nginx:1.28-alpine",
        ],
        cause: Some("default-bridge-has-no-dns"),
        cured: true,
        on_docker: true,
        ..NONE
    },
    Scene {
        name: "a server on the default network is brought into the other's",
        setup: &[NETWORK, "docker run -d --name @web @web:1", PLAIN_NGINX],
        cause: Some("on-default-bridge"),
        cured: true,
        ..NONE
    },
    Scene {
        name: "a name that nobody has is missing",
        setup: &[NETWORK, PLAIN_NGINX],
        target: "somebody:8080",
        cause: Some("container-missing"),
        ..NONE
    },
    Scene {
        name: "a name with a slip is recognised",
        setup: &[NETWORK, WEB, PLAIN_NGINX],
        target: "@wep:8080",
        cause: Some("container-name-close"),
        ..NONE
    },
    Scene {
        name: "a full name with a slip in the network is recognised",
        setup: &[NETWORK, WEB, PLAIN_NGINX],
        target: "@web.@nett:8080",
        cause: Some("network-name-close"),
        ..NONE
    },
    Scene {
        name: "a server that was stopped is started",
        setup: &[NETWORK, WEB, PLAIN_NGINX, "docker stop @web"],
        cause: Some("container-stopped"),
        cured: true,
        on_docker: true,
        ..NONE
    },
    Scene {
        name: "a server that was never started is started",
        setup: &[
            NETWORK,
            "docker create --network @net --name @web @web:1",
            PLAIN_NGINX,
        ],
        cause: Some("container-never-started"),
        cured: true,
        ..NONE
    },
    Scene {
        name: "who asks must run too",
        setup: &[NETWORK, WEB, PLAIN_NGINX, "docker stop @ng"],
        cause: Some("container-stopped"),
        cured: true,
        ..NONE
    },
    Scene {
        name: "a server that listens to itself only is told from one that listens",
        setup: &[
            NETWORK,
            "docker run -d --network @net -e LISTEN=127.0.0.1 --name @web @web:1",
            PLAIN_NGINX,
        ],
        cause: Some("server-not-listening"),
        on_docker: true,
        ..NONE
    },
    Scene {
        name: "a wrong port is told with the right one",
        setup: &[NETWORK, WEB, PLAIN_NGINX],
        target: "@web:8081",
        cause: Some("server-not-listening"),
        ..NONE
    },
    Scene {
        name: "a network that lets nobody talk is left",
        setup: &[
            "docker network create -o com.docker.network.bridge.enable_icc=false @net",
            WEB,
            PLAIN_NGINX,
        ],
        cause: Some("traffic-blocked"),
        cured: true,
        on_docker: true,
        ..NONE
    },
    Scene {
        name: "a port that is not published cannot be reached from this computer",
        setup: &[NETWORK, WEB],
        from: "host",
        cause: Some("port-not-published"),
        ..NONE
    },
    Scene {
        name: "localhost in the configuration of nginx is nginx itself",
        configuration: "server { listen 80; location / { proxy_pass http://localhost:8080; } }",
        setup: &[NETWORK, WEB, NGINX],
        from: "host",
        target: "@ng",
        cause: Some("proxy-target-is-localhost"),
        on_docker: true,
        ..NONE
    },
    Scene {
        name: "nginx that ended because of a misspelt name says so",
        configuration: "server { listen 80; location / { proxy_pass http://@wep:8080; } }",
        setup: &[NETWORK, WEB, NGINX, "sleep 1"],
        from: "host",
        target: "@ng",
        cause: Some("proxy-target-unknown"),
        cured: true,
        ..NONE
    },
    Scene {
        name: "nginx that ended because its server does not run is started after it",
        configuration: TO_WEB,
        setup: &[
            NETWORK,
            "docker create --network @net --name @web @web:1",
            NGINX,
            "sleep 1",
        ],
        from: "host",
        target: "@ng",
        cause: Some("container-never-started"),
        cured: true,
        ..NONE
    },
    Scene {
        name: "a server behind nginx that was stopped is started",
        configuration: TO_WEB,
        setup: &[NETWORK, WEB, NGINX, "docker stop @web"],
        from: "host",
        target: "@ng",
        cause: Some("container-stopped"),
        cured: true,
        ..NONE
    },
    Scene {
        name: "a server behind nginx that left the network is brought back",
        configuration: TO_WEB,
        setup: &[
            NETWORK,
            WEB,
            NGINX,
            "docker network create @net2",
            "docker network connect @net2 @web",
            "docker network disconnect @net @web",
        ],
        from: "host",
        target: "@ng",
        cause: Some("different-networks"),
        cured: true,
        on_docker: true,
    },
    Scene {
        name: "one of two servers behind nginx that is alone and asleep is the cause",
        configuration: "upstream both { server @web:8080; server @web2:8080; } server { listen 80; location / { proxy_pass http://both; } }",
        setup: &[
            NETWORK,
            WEB,
            "docker run -d --network @net --name @web2 @web:1",
            NGINX,
            "docker stop @web @web2",
        ],
        from: "host",
        target: "@ng",
        cause: Some("container-stopped"),
        cured: true,
        ..NONE
    },
    Scene {
        name: "nginx with a variable needs a resolver",
        configuration: "server { listen 80; location / { set $there http://@web:8080; proxy_pass $there; } }",
        setup: &[NETWORK, WEB, NGINX],
        from: "host",
        target: "@ng",
        cause: Some("config-invalid"),
        ..NONE
    },
    Scene {
        name: "nginx that asks an old address which somebody else has is reloaded",
        configuration: TO_WEB,
        setup: &[
            NETWORK,
            WEB,
            NGINX,
            "docker rm -f @web",
            "docker run -d --network @net --name @other nginx:1.28-alpine",
            WEB,
        ],
        from: "host",
        target: "@ng",
        cause: Some("proxy-address-stale"),
        cured: true,
        on_docker: true,
    },
    Scene {
        name: "nginx that asks an old address which nobody has is reloaded",
        configuration: TO_WEB,
        setup: &[
            NETWORK,
            WEB,
            NGINX,
            "docker rm -f @web",
            "docker run -d --network @net --name @other nginx:1.28-alpine",
            WEB,
            "docker rm -f @other",
        ],
        from: "host",
        target: "@ng",
        cause: Some("proxy-address-stale"),
        cured: true,
        on_docker: true,
    },
    Scene {
        name: "names of sixty letters are no trouble",
        setup: &[
            "docker network create @n23456789-123456789-123456789-123456789-123456",
            "docker run -d --network @n23456789-123456789-123456789-123456789-123456 --name @w23456789-123456789-123456789-123456789-123456 @web:1",
            "docker run -d --network @n23456789-123456789-123456789-123456789-123456 --name @ng nginx:1.28-alpine",
        ],
        target: "@w23456789-123456789-123456789-123456789-123456:8080",
        ..NONE
    },
];
