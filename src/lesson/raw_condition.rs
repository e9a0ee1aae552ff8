//! Conditions as they are written: one table with every kind as an optional key.

use super::read::{At, TextOrNumber, table};

table! {
    /// Something that must be true. Exactly one key besides `id`, `within` and `needs`.
    RawCondition {
        /// Unique in its step; the kind unless given.
        id: Option<At<String>>,
        /// How long it may take to become true, such as `5s` or `500ms`.
        within: Option<At<String>>,
        /// Ids of conditions that must be met before this one is looked at.
        needs: Vec<At<String>>,
        /// An engine answers.
        engine: Option<At<RawEngine>>,
        /// An image is there, or not.
        image: Option<At<RawImage>>,
        /// A network is there, or not.
        network: Option<At<RawNetwork>>,
        /// A container is there in a state, or not there.
        container: Option<At<RawContainer>>,
        /// A container is on a network, or not.
        endpoint: Option<At<RawEndpoint>>,
        /// A container's network mode.
        mode: Option<At<RawMode>>,
        /// A container's port is published, or not.
        port: Option<At<RawPort>>,
        /// A name resolves inside a container, or not.
        dns: Option<At<RawDns>>,
        /// An HTTP request is answered, or not.
        http: Option<At<RawHttp>>,
        /// A command in a container ends as said.
        exec: Option<At<RawExec>>,
        /// A server has really seen a request.
        request: Option<At<RawRequest>>,
        /// Somebody ran a command in a container.
        exec_seen: Option<At<RawExecSeen>>,
        /// A container's log holds a text, or not.
        log: Option<At<RawLog>>,
        /// A file says what it should.
        file: Option<At<RawFile>>,
        /// What the learner typed.
        answer: Option<At<RawAnswer>>,
        /// Every one of these.
        all: Option<At<Vec<At<RawCondition>>>>,
        /// At least one of these.
        any: Option<At<Vec<At<RawCondition>>>>,
        /// Not this one.
        not: Option<Box<At<RawCondition>>>,
    }
}

table! {
    /// An engine answers.
    RawEngine {
        /// The API version it must speak at least, such as `1.41`.
        minimum_api: Option<At<String>>,
    }
}

table! {
    /// An image is there, or not.
    RawImage {
        /// Its reference, such as `nginx:1`.
        name: At<String>,
        /// A label that it must carry, as `key=value`.
        label: Option<At<String>>,
        /// It must not be there.
        absent: Option<At<bool>>,
    }
}

table! {
    /// A network is there, or not.
    RawNetwork {
        /// Its name.
        name: At<String>,
        /// The driver it must have.
        driver: Option<At<String>>,
        /// It must not be there.
        absent: Option<At<bool>>,
    }
}

table! {
    /// A container is there in a state, or not there.
    RawContainer {
        /// Its name.
        name: At<String>,
        /// The state it must be in: running (unless given), exited, created or any.
        state: Option<At<String>>,
        /// The exit code it must have ended with, from 0 to 255; the state is exited then.
        exit_code: Option<At<i64>>,
        /// The tag whose current image it must have been made from.
        image: Option<At<String>>,
        /// It must not be there.
        absent: Option<At<bool>>,
    }
}

table! {
    /// A container is on a network with an address of its subnet, or not.
    RawEndpoint {
        /// The container; any one that runs unless given.
        container: Option<At<String>>,
        /// The network.
        network: At<String>,
        /// It must be on no other network.
        only: Option<At<bool>>,
        /// It must not be on it.
        absent: Option<At<bool>>,
    }
}

table! {
    /// A container's network mode.
    RawMode {
        /// The container.
        container: At<String>,
        /// The mode: host, bridge, none or container.
        mode: At<String>,
    }
}

table! {
    /// A container's port is published, or not; or only some host ports are published at all.
    RawPort {
        /// The container.
        container: Option<At<String>>,
        /// The port inside the container.
        port: Option<At<i64>>,
        /// The port on the host; any unless given.
        host_port: Option<At<TextOrNumber>>,
        /// Whether it must be published: true unless given.
        published: Option<At<bool>>,
        /// Among the lesson's containers only these host ports are published.
        only_published: Option<At<Vec<At<TextOrNumber>>>>,
    }
}

table! {
    /// A name resolves inside a container, or not.
    RawDns {
        /// The container that asks.
        from: At<String>,
        /// The name asked for.
        name: At<String>,
        /// The container whose live address it must resolve to.
        to: Option<At<String>>,
        /// Whether it must resolve: true unless given.
        resolves: Option<At<bool>>,
        /// A name that must resolve where the other must not.
        control: Option<At<String>>,
    }
}

table! {
    /// An HTTP request is answered, or not.
    RawHttp {
        /// The container that asks, or host.
        from: At<String>,
        /// The address, such as `http://web:8080/`.
        url: At<String>,
        /// The status of the answer.
        status: Option<At<i64>>,
        /// A header of the answer.
        header: Option<At<RawHeader>>,
        /// Text that the body must hold.
        body: Option<At<String>>,
        /// How many different answers must be seen.
        backends: Option<At<i64>>,
        /// How many requests to send: one unless given.
        requests: Option<At<i64>>,
        /// Whether there must be an answer: true unless given.
        answers: Option<At<bool>>,
    }
}

table! {
    /// A header of an answer.
    RawHeader {
        /// Its name.
        name: At<String>,
        /// Text that its value must hold.
        value: At<String>,
    }
}

table! {
    /// A command in a container ends as said.
    RawExec {
        /// The container.
        container: At<String>,
        /// The command with its arguments.
        command: Vec<At<String>>,
        /// The exit code it must have: 0 unless given.
        exit_code: Option<At<i64>>,
        /// Text that its output must hold.
        stdout: Option<At<String>>,
    }
}

table! {
    /// A server has really seen a request since the step began.
    RawRequest {
        /// The container of the server.
        at: At<String>,
        /// Who asked: a container, or host.
        from: Option<At<String>>,
        /// The Host header.
        host: Option<At<String>>,
        /// The path.
        path: Option<At<String>>,
        /// Further text in the same line of the log.
        contains: Option<At<String>>,
    }
}

table! {
    /// Somebody ran a command in a container since the step began.
    RawExecSeen {
        /// The container.
        container: At<String>,
        /// Text in the command.
        command: Option<At<String>>,
    }
}

table! {
    /// A container's log holds a text, or not.
    RawLog {
        /// The container.
        container: At<String>,
        /// The text.
        contains: At<String>,
        /// It must not hold it.
        absent: Option<At<bool>>,
    }
}

table! {
    /// A file says what it should.
    RawFile {
        /// Relative to the lab folder, or absolute in the container.
        path: At<String>,
        /// Where it is: lab (unless given), or a container.
        place = "in": Option<At<String>>,
        /// Texts that it must hold.
        contains: Vec<At<String>>,
        /// Texts that it must not hold.
        lacks: Vec<At<String>>,
        /// The lab file that it must be equal to.
        same_as: Option<At<String>>,
    }
}

table! {
    /// What the learner typed. Exactly one of `equals`, `matches_live`, `begins_live` and `one_of`.
    RawAnswer {
        /// The name of the question in the text.
        name: At<String>,
        /// This text.
        equals: Option<At<TextOrNumber>>,
        /// This live value, such as `${address:nginx}`.
        matches_live: Option<At<String>>,
        /// The first characters of this live value, such as `${id:network}`: as many as wanted, but at least four.
        begins_live: Option<At<String>>,
        /// One of these.
        one_of: Option<At<Vec<At<TextOrNumber>>>>,
        /// Whether capitals and small letters are the same: true unless given.
        ignore_case: Option<At<bool>>,
    }
}
