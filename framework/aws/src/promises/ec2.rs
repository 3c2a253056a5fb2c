//! Instances and what they are made of; networks are in `network.rs`.

use aws_smithy_types::base64;

use super::tell::{misses, tell};
use crate::canned::Canned;
use crate::{Image, Images, Instance, Volume};

/// Answers an operation of EC2 with a set of items.
pub(super) fn answer(operation: &str, set: &str, items: &str) -> String {
    format!("<{operation}Response><{set}>{items}</{set}></{operation}Response>")
}

pub(super) const TAGS: &str = "<tagSet><item><key>owner</key><value>us</value></item></tagSet>";

fn instances(item: &str) -> Canned {
    let items = format!("<item><instancesSet>{item}</instancesSet></item>");
    Canned::default().xml(200, answer("DescribeInstances", "reservationSet", &items)).whenever("DescribeInstances")
}

fn of(canned: Canned) -> Instance {
    canned.aws().0.ec2().instance("i-0123456789abcdef0")
}

fn in_state(state: &str, fields: &str) -> Canned {
    instances(&format!("<item><instanceState><name>{state}</name></instanceState>{fields}</item>"))
}

#[tokio::test]
async fn an_instance_is_told_by_its_state() {
    let (running, stopped) = (of(in_state("running", TAGS)), of(in_state("stopped", "")));
    let (gone, absent) = (of(in_state("terminated", "")), of(instances("")));
    tell(running.exists(), absent.exists(), "does not exist yet").await;
    tell(gone.is_gone(), running.is_gone(), "is running").await;
    tell(running.is_running(), stopped.is_running(), "is stopped").await;
    tell(stopped.is_stopped(), running.is_stopped(), "is running").await;
    tell(running.has_tag("owner", "us"), stopped.has_tag("owner", "us"), "has no tag owner").await;
}

#[tokio::test]
async fn an_instance_is_told_by_its_checks_and_its_console() {
    let with = |operation: &'static str, body: String| of(in_state("running", "").xml(200, body).whenever(operation));
    let status = |status: &str| {
        let both = ["systemStatus", "instanceStatus"].map(|kind| format!("<{kind}><status>{status}</status></{kind}>"));
        let item = format!("<item>{}</item>", both.concat());
        with("DescribeInstanceStatus", answer("DescribeInstanceStatus", "instanceStatusSet", &item))
    };
    let reason = "its host is impaired, itself impaired";
    tell(status("ok").is_status_ok(), status("impaired").is_status_ok(), reason).await;
    let console = |text: &str| {
        let output = base64::encode(text);
        with("GetConsoleOutput", answer("GetConsoleOutput", "output", &output))
    };
    let ready = console("booting\nready\n");
    tell(ready.console_contains("ready"), console("").console_contains("ready"), "has nothing on its console yet")
        .await;
    misses(ready.console_contains("failed"), "has 2 lines on its console, the last of them `ready`").await;
}

#[tokio::test]
async fn an_instance_is_told_by_its_properties() {
    let fields = [
        "<ipAddress>203.0.113.9</ipAddress><instanceType>t3.micro</instanceType><subnetId>subnet-1</subnetId>",
        "<imageId>ami-1</imageId><groupSet><item><groupId>sg-1</groupId></item></groupSet>",
        "<iamInstanceProfile><arn>arn:profile</arn></iamInstanceProfile>",
        "<metadataOptions><httpTokens>required</httpTokens></metadataOptions>",
    ];
    let (web, bare) = (of(in_state("running", &fields.concat())), of(in_state("running", "")));
    tell(web.has_public_ip(), bare.has_public_ip(), "has no public IP address").await;
    tell(bare.has_no_public_ip(), web.has_no_public_ip(), "has 203.0.113.9").await;
    tell(web.has_type("t3.micro"), web.has_type("m5.large"), "is of the type t3.micro").await;
    tell(web.is_in_subnet("subnet-1"), web.is_in_subnet("subnet-2"), "is in the subnet subnet-1").await;
    tell(web.has_security_group("sg-1"), web.has_security_group("sg-2"), "is in the security group sg-1").await;
    tell(web.has_instance_profile("arn:profile"), bare.has_instance_profile("arn:profile"), "has none").await;
    tell(web.has_image("ami-1"), web.has_image("ami-2"), "was made of the image ami-1").await;
    tell(web.requires_imdsv2(), bare.requires_imdsv2(), "lets IMDSv1 through").await;
    let volumes = |items: &str| {
        let body = answer("DescribeVolumes", "volumeSet", items);
        of(in_state("running", "").xml(200, body).whenever("DescribeVolumes"))
    };
    let encrypted = volumes("<item><volumeId>vol-1</volumeId><encrypted>true</encrypted></item>");
    let plain = volumes("<item><volumeId>vol-1</volumeId><encrypted>false</encrypted></item>");
    let reason = "has volumes that are not encrypted: vol-1";
    tell(encrypted.has_encrypted_volumes(), plain.has_encrypted_volumes(), reason).await;
    misses(volumes("").has_encrypted_volumes(), "has no volume").await;
}

fn volume(item: &str) -> Volume {
    let body = answer("DescribeVolumes", "volumeSet", item);
    Canned::default().xml(200, body).whenever("").aws().0.ec2().volume("vol-0123456789abcdef0")
}

#[tokio::test]
async fn a_volume_is_told_by_its_description() {
    let attachment = "<attachmentSet><item><instanceId>i-1</instanceId></item></attachmentSet>";
    let key = "<encrypted>true</encrypted><kmsKeyId>arn:key</kmsKeyId><size>20</size>";
    let used = volume(&format!("<item><status>in-use</status>{key}{attachment}{TAGS}</item>"));
    let free = volume("<item><status>available</status><size>8</size></item>");
    let absent = volume("");
    tell(used.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), used.is_gone(), "is still there").await;
    tell(free.is_available(), used.is_available(), "is in use").await;
    tell(used.is_attached_to("i-1"), free.is_attached_to("i-1"), "is attached to nothing").await;
    misses(used.is_attached_to("i-2"), "is attached to i-1").await;
    tell(used.is_encrypted(), free.is_encrypted(), "is not encrypted").await;
    tell(used.is_encrypted_with("arn:key"), free.is_encrypted_with("arn:key"), "is not encrypted").await;
    misses(used.is_encrypted_with("arn:other"), "is encrypted with `arn:key`").await;
    tell(used.has_size(20), free.has_size(20), "has 8 GiB").await;
    tell(used.has_tag("owner", "us"), free.has_tag("owner", "us"), "has no tag owner").await;
}

fn images(items: &str) -> Canned {
    Canned::default().xml(200, answer("DescribeImages", "imagesSet", items)).whenever("DescribeImages")
}

#[tokio::test]
async fn an_image_is_told_by_its_description() {
    let image = |item: &str| -> Image { images(item).aws().0.ec2().image("ami-0123456789abcdef0") };
    let disk = |encrypted: bool| {
        let disk = format!("<deviceName>/dev/sda1</deviceName><ebs><encrypted>{encrypted}</encrypted></ebs>");
        format!("<blockDeviceMapping><item>{disk}</item></blockDeviceMapping>")
    };
    let own = image(&format!("<item><imageState>available</imageState>{}{TAGS}</item>", disk(true)));
    let open = "<imageState>pending</imageState><isPublic>true</isPublic>";
    let open = image(&format!("<item>{open}{}</item>", disk(false)));
    tell(own.is_available(), open.is_available(), "is pending").await;
    tell(image("").is_gone(), own.is_gone(), "is still there").await;
    tell(own.is_private(), open.is_private(), "is public").await;
    tell(own.is_encrypted(), open.is_encrypted(), "has snapshots that are not encrypted: /dev/sda1").await;
    tell(own.has_tag("owner", "us"), open.has_tag("owner", "us"), "has no tag owner").await;
}

#[tokio::test]
async fn images_are_told_by_what_passes() {
    let all = |items: &str| -> Images { images(items).aws().0.ec2().images() };
    let (one, none) = (all("<item><imageState>available</imageState></item>"), all(""));
    tell(one.newest(), none.newest(), "none is available, of 0").await;
    tell(none.are_gone(), one.are_gone(), "1 of them are still there").await;
}
