//! The vocabulary of causes: why a condition is not met, in words that programs can rely on.

/// Declares [`Cause`] with the name each cause has in JSON and in lessons.
macro_rules! causes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// The likely cause of an unmet condition. Names are never changed, only added.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Cause {
            $(#[doc = concat!("`", $name, "`")] $variant,)+
        }

        impl Cause {
            /// Every cause there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The names of all causes.
            pub const NAMES: &[&str] = &[$($name,)+];

            /// Its name in JSON and in lessons, such as `network-missing`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The id of the sentence that explains it.
            #[must_use]
            pub const fn message_id(self) -> &'static str {
                match self { $(Self::$variant => concat!("cause-", $name),)+ }
            }
        }
    };
}

causes! {
    NetworkMissing = "network-missing",
    NetworkDriverDiffers = "network-driver-differs",
    NetworkStillThere = "network-still-there",
    NetworkNameClose = "network-name-close",
    ContainerMissing = "container-missing",
    ContainerNameClose = "container-name-close",
    ContainerStopped = "container-stopped",
    ContainerNeverStarted = "container-never-started",
    ContainerStillThere = "container-still-there",
    ContainerStillRunning = "container-still-running",
    ImageDiffers = "image-differs",
    NotOnNetwork = "not-on-network",
    DifferentNetworks = "different-networks",
    OnDefaultBridge = "on-default-bridge",
    StillOnNetwork = "still-on-network",
    NoAddress = "no-address",
    NotInHostMode = "not-in-host-mode",
    NetworkModeDiffers = "network-mode-differs",
    PortNotPublished = "port-not-published",
    PortStillPublished = "port-still-published",
    PortDiffers = "port-differs",
    HostPortTaken = "host-port-taken",
    NameNotResolved = "name-not-resolved",
    NameResolvesUnexpectedly = "name-resolves-unexpectedly",
    DefaultBridgeHasNoDns = "default-bridge-has-no-dns",
    ConnectionRefused = "connection-refused",
    ConnectionReset = "connection-reset",
    ConnectionTimedOut = "connection-timed-out",
    AnswersUnexpectedly = "answers-unexpectedly",
    StatusDiffers = "status-differs",
    BodyDiffers = "body-differs",
    OneBackendOnly = "one-backend-only",
    ClientMissing = "client-missing",
    ExitCodeDiffers = "exit-code-differs",
    ProxyTargetIsLocalhost = "proxy-target-is-localhost",
    ProxyTargetUnknown = "proxy-target-unknown",
    ProxyAddressStale = "proxy-address-stale",
    ConfigNotRebuilt = "config-not-rebuilt",
    ConfigInvalid = "config-invalid",
    ServerNotListening = "server-not-listening",
    TrafficBlocked = "traffic-blocked",
    RequestNotSeen = "request-not-seen",
    ExecNotSeen = "exec-not-seen",
    LogLacksText = "log-lacks-text",
    LogHasText = "log-has-text",
    FileMissing = "file-missing",
    FileLacksText = "file-lacks-text",
    FileHasText = "file-has-text",
    AnswerMissing = "answer-missing",
    AnswerWrong = "answer-wrong",
    ImageMissing = "image-missing",
    ImagePulledNotBuilt = "image-pulled-not-built",
    ImageStillThere = "image-still-there",
    EngineUnreachable = "engine-unreachable",
    EnginePermissionDenied = "engine-permission-denied",
    EngineTooOld = "engine-too-old",
    TimedOut = "timed-out",
    StillTrue = "still-true",
}
