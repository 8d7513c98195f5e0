//! Debian's packages, when we are root on a Debian or Ubuntu; elsewhere the words to type.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::step::step;
use crate::{process, workspace};

const POLICY: &str = "/usr/sbin/policy-rc.d";
const CLUSTERS: &str = "/etc/postgresql-common/createcluster.conf";

/// Installs `packages`; `what` says in words what they bring.
pub fn install(packages: &[&str], what: &str) -> Result<()> {
    let words = format!("apt-get install --no-install-recommends {}", packages.join(" "));
    if workspace::on_path(&["apt-get"]).is_none() {
        bail!("{what} is missing, and there is no apt-get to install it with. On Debian it would be `{words}`; install the same here");
    }
    if !rustix::process::geteuid().is_root() {
        bail!("{what} is missing, and only root can install it. Type `sudo {words}`, then start this again");
    }
    step(&format!("Install {what} with apt-get"), || {
        let _quiet = QuietServices::begin()?;
        process::run(apt_get().arg("update"))?;
        process::run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
    })
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    // No terminal tricks: it runs in a process group of its own.
    command.args(["--quiet", "-o", "Dpkg::Use-Pty=0", "-o", "Dpkg::Options::=--force-confold"]);
    command.envs([("DEBIAN_FRONTEND", "noninteractive"), ("UCF_FORCE_CONFFOLD", "1"), ("NEEDRESTART_SUSPEND", "1")]);
    command
}

/// Keeps Debian from making and starting a PostgreSQL cluster of its own: ours are temporary and nobody else's.
struct QuietServices {
    policy: bool,
}

impl QuietServices {
    fn begin() -> Result<Self> {
        if !Path::new(CLUSTERS).exists() {
            fs::create_dir_all("/etc/postgresql-common")?;
            let why = "# Written by Firebreak's `cargo xtask`, which needs the programs and no cluster on port 5432.\n";
            fs::write(CLUSTERS, format!("{why}create_main_cluster = false\n"))?;
        }
        let policy = fs::OpenOptions::new().write(true).create_new(true).mode(0o755).open(POLICY);
        let policy = policy.and_then(|mut file| file.write_all(b"#!/bin/sh\nexit 101\n")).is_ok();
        Ok(Self { policy })
    }
}

impl Drop for QuietServices {
    fn drop(&mut self) {
        if self.policy {
            let _ = fs::remove_file(POLICY);
        }
    }
}
