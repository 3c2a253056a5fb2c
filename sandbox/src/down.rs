//! `terraproof down`.

use terraproof_local::{Cache, Emulator};

use crate::{Error, Exit, console, gateway};

pub(crate) async fn run() -> Result<Exit, Error> {
    let cache = Cache::from_environment()?;
    let gateway = gateway::stop(&cache).await?;
    let stopped = Emulator::stop(&cache).await?;
    let directories = gateway::clear_directories(&cache);
    let mut ended = Vec::new();
    if let Some(process) = gateway {
        ended.push(format!("gateway    ended: pid {process}\n"));
    }
    if !stopped.instances.is_empty() {
        let count = stopped.workers;
        ended.push(format!(
            "emulator   ended: {count} process{}, instance {}\n",
            if count == 1 { "" } else { "es" },
            stopped.instances.join(", ")
        ));
    }
    if directories > 0 {
        ended.push(format!("leftovers  removed: {directories} of gateways that were killed\n"));
    }
    console::print(&if ended.is_empty() { "nothing was running\n".to_owned() } else { ended.concat() })?;
    Ok(Exit::Done)
}
