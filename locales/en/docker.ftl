# Where an address comes from; put into brackets behind it.
docker-source-argument = from --host
docker-source-docker-host = from the variable DOCKER_HOST
docker-source-docker-context = from the context { $name } in DOCKER_CONTEXT
docker-source-current-context = from the current Docker context { $name }
docker-source-default = Docker’s default
docker-source-known = { $product }’s socket

# What happened.
docker-error-not-installed = Docker is not installed on this computer: there is no docker command and no engine to be found.
docker-error-not-running = Docker is not running: nothing is listening at { $address } ({ $source }).
docker-error-permission-denied = You are not allowed to use Docker: the system denies your user access to { $address } ({ $source }).
docker-error-too-old = Docker { $version } is too old: it speaks API { $api }, and baeum needs 1.41 (Docker 20.10) or newer.
docker-error-context-unknown = There is no Docker context named { $name }.
docker-error-unsupported = baeum cannot use the address { $address } ({ $source }): { $scheme } is not supported.
docker-error-unreachable = Docker cannot be reached at { $address } ({ $source }): { $detail }
docker-error-timed-out = Docker at { $address } ({ $source }) did not answer within { $seconds ->
    [one] a second
   *[other] { $seconds } seconds
}.
docker-error-gone = Docker at { $address } ({ $source }) no longer answers.
docker-error-refused = Docker refused: { $detail }
docker-error-unreadable = Docker’s answer to { $doing } makes no sense to baeum: { $detail }

# What to do next.
docker-advice-install-linux = Install Docker Engine (https://docs.docker.com/engine/install/), or try the lesson on the practice engine with --engine practice.
docker-advice-install-desktop = Install Docker Desktop (https://docs.docker.com/get-started/get-docker/), or try the lesson on the practice engine with --engine practice.
docker-advice-start-linux = Start it with `sudo systemctl start docker`. If you use Docker Desktop, start that instead.
docker-advice-start-desktop = Start Docker Desktop and wait until it says that the engine is running.
docker-advice-remote = Check that the engine runs on that computer and that the address and port are right.
docker-advice-permission-linux = Join the docker group with `sudo usermod -aG docker $USER`, then log out and in again.
docker-advice-permission-desktop = Quit Docker Desktop, start it again as the user you are now, and try once more.
docker-advice-update = Update Docker and try again.
docker-advice-context = `docker context ls` lists the contexts; `docker context use default` goes back to the default one.
docker-advice-unsupported = Use an engine that listens on a local socket or on plain tcp, for example with --host unix:///var/run/docker.sock.
docker-advice-restart-linux = Check it with `docker version`. If that hangs or fails too, restart it with `sudo systemctl restart docker`.
docker-advice-restart-desktop = Check it with `docker version`. If that hangs or fails too, restart Docker Desktop.
docker-advice-refused = Read what Docker says, put it right, and try again.
