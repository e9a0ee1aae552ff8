# The command
cli-about-diagnose = Find out why one container cannot reach another
cli-arg-from = Who sends the request: a container, or host for this computer
cli-arg-target = Who must answer: a container’s name or address; from host also localhost:PORT
cli-sender-unknown = There is no container { $name }.
cli-sender-unknown-near = There is no container { $name }. Did you mean { $near }?
cli-advice-sender = docker ps -a shows the containers. For this computer, write host.
cli-target-not-asked = { $from } cannot send a request to { $target }: its curl does not take that address.
cli-target-form = “{ $text }” is neither a name nor an address.
cli-advice-target = Write it as CONTAINER or CONTAINER:PORT, such as web:8080. A port is a number from 1 to 65535.

# The page
diagnose-host = this computer
diagnose-title = { $from } → { $target }
diagnose-behind = Behind { $container }
diagnose-log = log
diagnose-cause = likely cause
diagnose-look = look at
diagnose-reachable = { $target } can be reached from { $from }.
diagnose-unreachable = { $target } cannot be reached from { $from }.

# On the way of a request: what must be true
hop-network = { $one } and { $other } share a network
hop-listening = a program in { $container } listens on port { $port }
hop-traffic = containers on { $network } may talk to each other
hop-published = port { $port } of this computer leads into a container
hop-proxy = nginx in { $container } passes the request on
hop-resolver = nginx in { $container } knows a name server
hop-remembered-address = nginx in { $container } asks { $target } at its present address
hop-owner = { $host } belongs to a container

# What was found
found-no-http = a connection, but not HTTP
found-no-such-container = to none that this engine knows
found-answers-only-itself = { $container } answers, but only inside its own container
found-address-of = { $address }, which now belongs to { $container }
found-address-of-nobody = { $address }, which nobody has any more

# Why
cause-config-invalid-no-resolver = Because of the variable in proxy_pass, nginx in { $container } looks the name up at each request, but its configuration names no resolver. Docker’s name server is 127.0.0.11.
