//! Running other programs: waited for, told about signals, and explained when they fail.
//!
//! Each program gets a process group of its own, so that a signal reaches it once and with all its children
//! (npm → node → Chromium), whether it came from Ctrl-C or from `kill`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::signals;

const POLL: Duration = Duration::from_millis(20);
const STOP_TIMEOUT: Duration = Duration::from_secs(15);

/// Runs it with its output on ours; its failure is ours.
pub fn run(command: &mut Command) -> Result<()> {
    let mut child = spawn(command)?;
    succeeded(command, wait(&mut child)?)
}

/// Runs it and returns what it wrote to its standard output.
pub fn read(command: &mut Command) -> Result<String> {
    let mut text = String::new();
    let status = lines(command, |line| {
        text.push_str(line);
        text.push('\n');
    })?;
    succeeded(command, status)?;
    Ok(text)
}

/// Runs it, showing its standard output and handing each line to `see` as well; how it ended is up to the caller.
pub fn watch(command: &mut Command, mut see: impl FnMut(&str) + Send) -> Result<ExitStatus> {
    lines(command, |line| {
        println!("{line}");
        see(line);
    })
}

fn lines(command: &mut Command, mut see: impl FnMut(&str) + Send) -> Result<ExitStatus> {
    let mut child = spawn(command.stdout(Stdio::piped()))?;
    let output = child.stdout.take().context("the output was piped")?;
    let status = std::thread::scope(|scope| {
        scope.spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(std::result::Result::ok) {
                see(&String::from_utf8_lossy(&line));
            }
        });
        wait(&mut child)
    })?;
    std::io::stdout().flush()?;
    Ok(status)
}

/// Starts it in a process group of its own, without our keyboard.
pub fn spawn(command: &mut Command) -> Result<Child> {
    command.stdin(Stdio::null()).process_group(0);
    command.spawn().with_context(|| format!("cannot start `{}`", spoken(command)))
}

/// Waits for it; passes a signal on, and after a while of being ignored ends it.
fn wait(child: &mut Child) -> Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            signals::check()?;
            return Ok(status);
        }
        if let Some(signal) = signals::received() {
            stop(child, Signal::from_named_raw(signal).unwrap_or(Signal::TERM));
            signals::check()?;
        }
        std::thread::sleep(POLL);
    }
}

/// Asks it and its children to stop with `signal`, waits, and ends them when they do not.
pub fn stop(child: &mut Child, signal: Signal) -> Option<ExitStatus> {
    let group = Pid::from_child(child);
    let _ = kill_process_group(group, signal);
    let deadline = Instant::now() + STOP_TIMEOUT;
    while Instant::now() < deadline {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(POLL);
    }
    let _ = kill_process_group(group, Signal::KILL);
    child.wait().ok()
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` failed ({status}); its own words are above", spoken(command));
    }
    Ok(())
}

/// The command line, to show to people.
pub fn spoken(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy().replace(&format!("{}/", crate::workspace::root().display()), "")).collect();
    words.join(" ")
}
