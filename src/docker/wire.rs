//! The engine's answers, read as generously as they vary between engines and versions.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// `null` where a list or a map is meant counts as an empty one.
fn lenient<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

type Texts = BTreeMap<String, String>;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireVersion {
    #[serde(deserialize_with = "lenient")]
    pub(super) platform: WirePlatform,
    #[serde(deserialize_with = "lenient")]
    pub(super) components: Vec<WireComponent>,
    #[serde(deserialize_with = "lenient")]
    pub(super) version: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) api_version: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) os: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WirePlatform {
    #[serde(deserialize_with = "lenient")]
    pub(super) name: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireComponent {
    #[serde(deserialize_with = "lenient")]
    pub(super) name: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireSummary {
    #[serde(deserialize_with = "lenient")]
    pub(super) id: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) names: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) image: String,
    #[serde(rename = "ImageID", deserialize_with = "lenient")]
    pub(super) image_id: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) created: i64,
    #[serde(deserialize_with = "lenient")]
    pub(super) state: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) status: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) labels: Texts,
    #[serde(deserialize_with = "lenient")]
    pub(super) ports: Vec<WirePort>,
    #[serde(deserialize_with = "lenient")]
    pub(super) host_config: WireSummaryHost,
    #[serde(deserialize_with = "lenient")]
    pub(super) network_settings: WireNetworkSettings,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WirePort {
    #[serde(rename = "IP", deserialize_with = "lenient")]
    pub(super) host_ip: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) private_port: u16,
    pub(super) public_port: Option<u16>,
    #[serde(rename = "Type", deserialize_with = "lenient")]
    pub(super) protocol: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireSummaryHost {
    #[serde(deserialize_with = "lenient")]
    pub(super) network_mode: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireNetworkSettings {
    #[serde(deserialize_with = "lenient")]
    pub(super) networks: BTreeMap<String, Option<WireEndpoint>>,
    #[serde(deserialize_with = "lenient")]
    pub(super) ports: BTreeMap<String, Option<Vec<WireBinding>>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireEndpoint {
    #[serde(rename = "NetworkID", deserialize_with = "lenient")]
    pub(super) network_id: String,
    #[serde(rename = "IPAddress", deserialize_with = "lenient")]
    pub(super) address: String,
    #[serde(rename = "GlobalIPv6Address", deserialize_with = "lenient")]
    pub(super) address_v6: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) gateway: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) aliases: Vec<String>,
    #[serde(rename = "DNSNames", deserialize_with = "lenient")]
    pub(super) dns_names: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireBinding {
    #[serde(rename = "HostIp", deserialize_with = "lenient")]
    pub(super) host_ip: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) host_port: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireContainer {
    #[serde(deserialize_with = "lenient")]
    pub(super) id: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) name: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) created: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) path: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) args: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) image: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) state: WireState,
    #[serde(deserialize_with = "lenient")]
    pub(super) config: WireConfig,
    #[serde(deserialize_with = "lenient")]
    pub(super) host_config: WireHost,
    #[serde(deserialize_with = "lenient")]
    pub(super) network_settings: WireNetworkSettings,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireState {
    #[serde(deserialize_with = "lenient")]
    pub(super) status: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) exit_code: i64,
    #[serde(deserialize_with = "lenient")]
    pub(super) error: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) started_at: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireConfig {
    #[serde(deserialize_with = "lenient")]
    pub(super) hostname: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) image: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) labels: Texts,
    #[serde(deserialize_with = "lenient")]
    pub(super) exposed_ports: BTreeMap<String, serde_json::Value>,
    #[serde(deserialize_with = "lenient")]
    pub(super) env: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireHost {
    #[serde(deserialize_with = "lenient")]
    pub(super) network_mode: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) port_bindings: BTreeMap<String, Option<Vec<WireBinding>>>,
    #[serde(deserialize_with = "lenient")]
    pub(super) auto_remove: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireNetwork {
    #[serde(deserialize_with = "lenient")]
    pub(super) name: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) id: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) driver: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) scope: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) internal: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) options: Texts,
    #[serde(deserialize_with = "lenient")]
    pub(super) labels: Texts,
    #[serde(rename = "IPAM", deserialize_with = "lenient")]
    pub(super) ipam: WireIpam,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireIpam {
    #[serde(deserialize_with = "lenient")]
    pub(super) config: Vec<WireIpamConfig>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireIpamConfig {
    #[serde(deserialize_with = "lenient")]
    pub(super) subnet: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) gateway: String,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireImage {
    #[serde(deserialize_with = "lenient")]
    pub(super) id: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) repo_tags: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) repo_digests: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) labels: Texts,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireImageDetails {
    #[serde(deserialize_with = "lenient")]
    pub(super) config: WireImageConfig,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireImageConfig {
    #[serde(deserialize_with = "lenient")]
    pub(super) entrypoint: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) cmd: Vec<String>,
}

/// A port as the practice engine serves it.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct WireServed {
    #[serde(deserialize_with = "lenient")]
    pub(super) container: String,
    pub(super) host_port: u16,
    #[serde(deserialize_with = "lenient")]
    pub(super) served_at: String,
}
