//! A sandbox of the localhost cloud, without any variable in the environment.

use crate::common::{Home, said};

#[test]
fn a_sandbox_of_the_localhost_cloud_that_names_its_account_needs_nothing_but_a_running_emulator() {
    let home = Home::new();
    let nuke = |arguments: &[&str]| {
        let mut command = home.terraproof(&[&["nuke"], arguments].concat());
        command.env_remove("TERRAPROOF_ACCOUNT").env_remove("TERRAPROOF_SANDBOX");
        said(&mut command)
    };
    let id = "210987654321";
    std::fs::create_dir_all(home.path().join("work")).unwrap();
    let toml = format!("default = 'here'\n[sandbox.here]\nkind = 'local'\naccount = '{id}'\n");
    std::fs::write(home.path().join("work/terraproof.toml"), toml).unwrap();
    let (_, stderr, code) = nuke(&["plan"]);
    assert!(code == 1 && stderr.contains("does not run") && stderr.contains("terraproof up"), "{stderr}");
    let seed = format!(
        "eval \"$('{}' up --print-env --account {id})\" && '{}' -c \"import boto3
boto3.client('sqs', region_name='eu-west-1').create_queue(QueueName='work')\"",
        env!("CARGO_BIN_EXE_terraproof"),
        terraproof_local::Toolchain::find(&home.cache()).unwrap().python().display(),
    );
    let mut shell = home.process(&[]);
    let mut seeding = std::process::Command::new("sh");
    seeding.args(["-ec", &seed]).envs(shell.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let seeded = seeding.current_dir(shell.current_dir(home.path()).get_current_dir().unwrap()).output().unwrap();
    assert!(seeded.status.success(), "{}", String::from_utf8_lossy(&seeded.stderr));
    let (stdout, stderr, code) = nuke(&["run", "--yes", "--region", "eu-west-1", "--kind", "sqs-queue"]);
    assert!(code == 0 && stdout.contains(&format!("1 of 1 deleted in {id}")), "{stdout}{stderr}");
}
