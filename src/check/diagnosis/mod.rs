//! From "no answer" to its cause: one walk along the way of a request, for an unmet condition and for
//! `baeum diagnose`.

mod aim;
mod apart;
mod ended;
mod hop;
mod host;
mod listening;
mod missing;
mod names;
mod nginx_conf;
mod proxy;
mod reply;
#[cfg(test)]
mod tests;
mod unmet;
mod walk;
mod whole;

pub use aim::{Aim, marked, split_port};
pub use ended::why_it_ended;
pub use hop::{Hop, Standing};
pub use names::{LookUp, look_up};
pub use nginx_conf::Passing;
pub use proxy::not_taken_over;
pub use unmet::{http, name};
pub use walk::Origin;
pub use whole::{Diagnosis, Target, diagnose};
