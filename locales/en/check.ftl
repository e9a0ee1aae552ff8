verbatim = { $text }

# One line a condition: what must be true
subject-engine = the Docker engine answers
subject-image = image { $image } was built here
subject-image-absent = image { $image } is gone
subject-network = network { $network } exists
subject-network-driver = network { $network } uses the { $driver } driver
subject-network-absent = there is no network { $network }
subject-container-there = { $container } exists
subject-container-there-image = { $container } exists and was made from the current { $image } image
subject-container-runs = { $container } is running
subject-container-runs-image = { $container } runs the current { $image } image
subject-container-exited = { $container } is stopped
subject-container-exited-image = { $container } is stopped and was made from the current { $image } image
subject-container-created = { $container } has been created
subject-container-created-image = { $container } has been created from the current { $image } image
subject-container-absent = { $container } is gone
subject-endpoint = { $container } is on { $network }
subject-endpoint-only = { $container } is on { $network } only
subject-endpoint-absent = { $container } is not on { $network }
subject-mode-host = { $container } runs in host mode
subject-mode-bridge = { $container } runs in bridge mode
subject-mode-none = { $container } has no network
subject-mode-container = { $container } shares another container’s network
subject-port = port { $port } of { $container } is published
subject-port-as = port { $port } of { $container } is published as { $host }
subject-port-not = port { $port } of { $container } is not published
subject-only-published = this lesson’s containers publish nothing but port { $ports }
subject-dns = the name { $name } is known inside { $container }
subject-dns-not = the name { $name } is not known inside { $container }
subject-http = { $url } answers when called from { $container }
subject-http-status = { $url } answers { $status } when called from { $container }
subject-http-silent = { $url } cannot be reached from { $container }
subject-http-host = { $url } answers when called from this computer
subject-http-host-status = { $url } answers { $status } when called from this computer
subject-http-host-silent = { $url } cannot be reached from this computer
subject-exec = { $command } succeeds inside { $container }
subject-request = { $container } saw a request from { $from }
subject-request-as = { $container } saw a request from { $from } to { $host }
subject-request-any = { $container } saw a request
subject-exec-seen = a command has run inside { $container }
subject-log = the log of { $container } says “{ $text }”
subject-log-not = the log of { $container } does not say “{ $text }”
subject-file-says = { $file } says { $text }
subject-file-lines = { $file } has all { $count } lines
subject-file = { $file } says what it should
subject-file-in = { $file } in { $container } says what it should
subject-file-same = { $container } holds the current { $file }
subject-answer = the question is answered
subject-answer-number = question { $number } is answered
subject-quiz = the quiz is answered
subject-all = { $first } (and { $more } more)
subject-any = { $more ->
    [one] { $first } (or another way)
   *[other] { $first } (or one of { $more } other ways)
}
subject-not = this must not be so: { $inner }

# What was found
expected-built-here = an image built from the lab folder
expected-an-answer = an answer
found-image-from-elsewhere = an image from somewhere else
found-containers-on-it = still on it: { $containers }
found-state-created = created, but not started
found-state-paused = paused
found-state-exited = stopped (exit code { $code })
found-port-taken = another program is using port { $port } on this computer
found-port-taken-by = { $container } is using port { $port } on this computer
found-port-free = port { $port } on this computer is free
found-default-bridge = bridge (the default network)
found-host-mode = host mode
found-no-network = no network at all
found-published-as = port { $port } on this computer
found-other-port-published = container port { $port } is published instead
found-port-of = port { $port } of { $container }
found-name-not-resolved = the name is not known
found-refused = connection refused
found-reset = connection reset
found-timed-out = no answer in time
found-client-missing = neither curl nor wget is there
found-backends = { $count ->
    [one] one answer
   *[other] { $count } different answers
}
found-exit-code = exit code { $code }
found-exit-code-said = exit code { $code }: { $text }
found-no-request = no request yet
found-networks-of-both = { $one }: { $its } · { $other }: { $others }
found-nothing-listens = no program listens on any port
found-listens-on = listening on other ports: { $ports }
found-older-configuration = the container still has the old configuration
found-lines-missing = { $count ->
    [one] one line is missing
   *[other] { $count } lines are missing
}
image-with-id = { $image } ({ $id })

# Why something was skipped
skipped-quiz-not-asked = The quiz is asked while the lesson is played.
skipped-needs = this comes first: { $need }
skipped-no-names-with-network = This engine has no names of the form container.network, so this is skipped.

# Why
cause-network-missing = There is no network { $network } yet.
cause-network-driver-differs = { $network } was created with another driver. A driver cannot be changed later: remove the network and create it again with the { $driver } driver.
cause-network-still-there = Network { $network } is still there.
cause-network-still-there-in-use = Network { $network } cannot be removed while containers are on it. Remove { $containers } first.
cause-network-name-close = The name is slightly different: there is a network { $close }, but no { $network }.
cause-container-missing = There is no container { $container }.
cause-container-name-close = The name is slightly different: there is a container { $close }, but no { $container }.
cause-container-stopped = { $container } exists but is not running.
cause-container-stopped-otherwise = { $container } has ended: it was not run as in this lesson, and starting it again would not change that. Remove it and run it again.
cause-container-never-started = { $container } was created but never started.
cause-container-never-started-error = { $container } was created but could not start: { $error }.
cause-container-never-started-port = { $container } was created but could not start: port { $port } on this computer is already in use.
cause-container-never-started-port-choose = { $container } was created but could not start: port { $port } on this computer is already in use. Stop what uses it, or choose another port (key n, where it is offered, or --set).
cause-container-never-started-port-free = { $container } could not start while port { $port } on this computer was in use. The port is free now, so start it.
cause-container-still-there = Container { $container } is still there.
cause-container-still-running = Container { $container } is still running.
cause-image-differs = { $container } was not made from the image as it is now. A new image does not change a container that is already there: remove it and run it again.
cause-not-on-network = { $container } is not on { $network }.
cause-different-networks = { $container } is on another network. Containers have to share a network to talk to each other.
cause-on-default-bridge = { $container } is on the default network (bridge), where a container goes without --network. Containers cannot be called by name there.
cause-still-on-network = { $container } is still connected to { $network }.
cause-no-address = { $container } has no IP address on { $network } yet.
cause-not-in-host-mode = { $container } is not in host mode. It has to be run with --network host.
cause-network-mode-differs = { $container } has another network mode.
cause-port-not-published = Port { $port } of { $container } is not published on this computer. It needs the -p option.
cause-port-not-published-other = { $container } publishes its port { $other }, but it should be { $port }. After -p, the number behind the colon is the port inside the container.
cause-port-not-published-by-anyone = No container publishes port { $port } on this computer.
cause-port-still-published = { $container } still publishes a port on this computer. A published port cannot be closed later: remove the container and run it again without -p.
cause-port-differs = { $container } is published on another port on this computer. It should be { $port }.
cause-host-port-taken = { $container } could not start: port { $port } on this computer is already in use.
cause-host-port-taken-choose = { $container } could not start: port { $port } on this computer is already in use. Stop what uses it, or choose another port (key n, where it is offered, or --set).
cause-name-not-resolved = The name { $name } is not known inside { $container }.
cause-name-resolves-unexpectedly = Inside { $container }, the name { $name } leads to an address that it should not.
cause-default-bridge-has-no-dns = { $container } is on the default network (bridge), and containers cannot be called by name there.
cause-connection-refused = { $url } was reached, but no program listens on that port.
cause-connection-reset = The connection to { $url } was cut. That is what happens when nothing listens behind a published port.
cause-connection-timed-out = { $url } did not answer in time.
cause-answers-unexpectedly = { $url } answers, but it should not be reachable.
cause-status-differs = { $url } answers, but with another status code.
cause-body-differs = { $url } answers, but with something else. Another server may be answering.
cause-one-backend-only = It is always the same server that answers { $url }.
cause-client-missing = { $container } has no tool in it to check this with.
cause-client-missing-otherwise = { $container } was not run as in this lesson, and this tool is not in it. Remove it and run it again.
cause-exit-code-differs = Inside { $container }, { $command } does not end as it should.
cause-exit-code-differs-otherwise = { $container } was not run as in this lesson, so this command does not end as it should. Remove it and run it again.
cause-proxy-target-is-localhost = nginx passes requests to { $target }. Inside a container, localhost is the nginx container itself, so the web server is never reached.
cause-proxy-target-unknown = The nginx configuration says { $target }, but there is no container of that name. Check the spelling.
cause-proxy-address-stale = nginx still uses an old address for { $target }. It keeps the address it found when it started; a restart makes it look again.
cause-config-not-rebuilt = { $file } was edited, but { $container } still has the old configuration inside. Build the image again, then remove the container and run it again.
cause-config-invalid = nginx in { $container } stopped because of an error in its configuration.
cause-server-not-listening = { $container } is running, but nothing in it listens on port { $port }.
cause-server-not-listening-loopback = The server in { $container } listens on 127.0.0.1 only, so port { $port } cannot be reached from outside the container.
cause-traffic-blocked = Network { $network } does not let its containers talk to each other.
cause-request-not-seen = { $container } has not seen such a request yet.
cause-request-not-seen-from-elsewhere = A request came, but from somewhere else. Send it from inside { $from }.
cause-exec-not-seen = No command has run inside { $container } yet.
cause-log-lacks-text = The log of { $container } does not say that yet.
cause-log-lacks-text-otherwise = { $container } was not run as in this lesson, so its log does not say that. Remove it and run it again.
cause-log-has-text = The log of { $container } says something it should not.
cause-file-missing = { $file } was not found.
cause-file-lacks-text = { $file } still lacks something it needs.
cause-file-has-text = { $file } still has something it should not have.
cause-answer-missing = There is no answer yet.
cause-answer-wrong = That is not the answer. Have another look.
cause-answer-wrong-mask = Almost. The number after the / is the size of the network: type the address only.
cause-image-missing = There is no image { $image }.
cause-image-pulled-not-built = There is an image { $image }, but it was not built from the lab folder. Docker Hub may have one of the same name, and that is what you get if you forget to build.
cause-image-still-there = Image { $image } is still there.
cause-engine-unreachable = The Docker engine went away, so this could not be checked.
cause-engine-refused = The Docker engine could not answer this check.
cause-engine-permission-denied = You are not allowed to use the Docker engine.
cause-engine-too-old = The Docker engine is too old.
cause-timed-out = Checking this took too long.
cause-still-true = This should not be so any more, but it still is.
