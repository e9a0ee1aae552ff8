# The map of the network: baeum map
map-title = Networks and containers
map-this-computer = this computer
map-gateway = gateway { $address }
map-default-network = the default network
map-host-mode = host mode
map-no-network = no network
map-no-longer-there = no longer there
map-internal-fact = internal
map-inside-only = inside only
map-aliases = also called { $names }
map-also-on = also on { $names }
map-shares = shares the network of { $name }
map-more = and { $count } more
map-more-ports = and { $count ->
    [one] one more port
   *[other] { $count } more ports
}
map-state-running = running
map-state-created = never started
map-state-paused = paused
map-state-restarting = restarting
map-state-exited = stopped
map-state-failed = stopped ({ $code })
map-state-removing = being removed
map-state-dead = dead
map-change-new = new
map-change-replaced = recreated
map-change-joined = joined
map-change-started = started
map-change-stopped = just stopped
map-change-moved = new address
map-gone-network = Gone: the network { $name }
map-gone-container = Gone: the container { $name }
map-left = { $container } has left { $network }.
map-reach-name = Containers here reach each other by name.
map-reach-address = Containers here reach each other by address only: names do not work here.
map-reach-blocked = Containers here do not reach each other: the network blocks their traffic.
map-reach-host = Containers here have no network of their own: their ports are this computer’s ports.
map-reach-nobody = Containers here reach nobody, and nobody reaches them.
map-internal = Nothing leads out of this network.
map-missing = This network was removed, so containers that belong to it cannot start.
map-nobody = Nobody is here yet.
map-usual = Where nothing else is said, containers reach each other by name.
map-apart = Containers in different networks do not reach each other.
map-elsewhere = Port { $port } could not be opened on this computer. It answers at { $address } instead.
map-omitted = Not shown: { $containers ->
    [0] { $networks ->
        [one] one more network
       *[other] { $networks } more networks
    }
    [one] one more container{ $networks ->
        [0] { "" }
        [one] { " " }and one more network
       *[other] { " " }and { $networks } more networks
    }
   *[other] { $containers } more containers{ $networks ->
        [0] { "" }
        [one] { " " }and one more network
       *[other] { " " }and { $networks } more networks
    }
 }. baeum map NAME shows one with its neighbours.
map-omitted-foreign = Not shown, because not part of this lesson: { $containers ->
    [0] { $networks ->
        [one] one network
       *[other] { $networks } networks
    }
    [one] one container{ $networks ->
        [0] { "" }
        [one] { " " }and one network
       *[other] { " " }and { $networks } networks
    }
   *[other] { $containers } containers{ $networks ->
        [0] { "" }
        [one] { " " }and one network
       *[other] { " " }and { $networks } networks
    }
 }.
map-idle = Empty networks: { $names }

# Its command line
cli-about-map = Show the networks, containers, addresses and ports as a picture
cli-arg-map-names = Networks or containers to show; everything without any
cli-arg-map-format = Form of the picture: text, json or svg
map-name-unknown = There is no network or container named { $name }.
map-name-unknown-near = There is no network or container named { $name }. Did you mean { $near }?
map-advice-names = baeum map shows everything there is.

# In the player
action-picture = network map
