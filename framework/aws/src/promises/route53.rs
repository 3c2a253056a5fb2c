use super::tell::{misses, tell};
use crate::canned::Canned;
use crate::{DnsRecord, HostedZone};

fn zone(canned: Canned) -> HostedZone {
    canned.aws().0.route53().zone("Z123")
}

fn described(private: bool, more: &str) -> HostedZone {
    let config = format!("<Config><PrivateZone>{private}</PrivateZone></Config>");
    let zone_itself =
        format!("<Id>/hostedzone/Z123</Id><Name>example.com.</Name><CallerReference>r</CallerReference>{config}");
    let body = format!("<HostedZone>{zone_itself}</HostedZone>{more}");
    zone(Canned::default().xml(200, format!("<GetHostedZoneResponse>{body}</GetHostedZoneResponse>")).whenever(""))
}

#[tokio::test]
async fn a_zone_is_told_by_its_description() {
    let servers = "<DelegationSet><NameServers><NameServer>ns-1.awsdns.org.</NameServer></NameServers></DelegationSet>";
    let public = described(false, servers);
    let private = described(true, "<VPCs><VPC><VPCId>vpc-1</VPCId></VPC></VPCs>");
    let absent = zone(Canned::default().xml_error(404, "NoSuchHostedZone", "none").whenever(""));
    tell(public.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), public.is_gone(), "is still there").await;
    tell(public.has_name("example.com"), public.has_name("example.org"), "is for `example.com.`").await;
    tell(private.is_private(), public.is_private(), "is public").await;
    tell(public.is_public(), private.is_public(), "is private").await;
    tell(private.is_seen_by("vpc-1"), public.is_seen_by("vpc-1"), "is seen by no VPC").await;
    misses(private.is_seen_by("vpc-2"), "is seen by vpc-1").await;
    let reason = "has ns-1.awsdns.org";
    tell(public.has_name_servers(["ns-1.awsdns.org"]), public.has_name_servers(["ns-2.awsdns.org"]), reason).await;
}

fn record(sets: &str) -> DnsRecord {
    let sets = format!("<ResourceRecordSets>{sets}</ResourceRecordSets><IsTruncated>false</IsTruncated>");
    let body = format!("<ListResourceRecordSetsResponse>{sets}<MaxItems>1</MaxItems></ListResourceRecordSetsResponse>");
    zone(Canned::default().xml(200, body).whenever("/rrset")).record("www.example.com", "A")
}

#[tokio::test]
async fn a_record_is_told_by_its_values_or_its_alias() {
    let set = |fields: &str| {
        record(&format!("<ResourceRecordSet><Name>www.example.com.</Name><Type>A</Type>{fields}</ResourceRecordSet>"))
    };
    let value = "<ResourceRecord><Value>192.0.2.1</Value></ResourceRecord>";
    let plain = set(&format!("<TTL>60</TTL><ResourceRecords>{value}</ResourceRecords>"));
    let target = "<HostedZoneId>Z9</HostedZoneId><DNSName>web.elb.amazonaws.com.</DNSName>";
    let alias = set(&format!("<AliasTarget>{target}<EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>"));
    let absent = record("");
    tell(plain.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), plain.is_gone(), "is still there").await;
    let reason = "is an alias of web.elb.amazonaws.com";
    tell(plain.has_values(["192.0.2.1"]), alias.has_values(["192.0.2.1"]), reason).await;
    misses(plain.has_values(["192.0.2.2"]), "has the values 192.0.2.1").await;
    let host = "web.elb.amazonaws.com";
    tell(alias.is_alias_of(host), plain.is_alias_of(host), "is no alias").await;
    tell(plain.has_ttl(60), alias.has_ttl(60), "has the TTL of its alias").await;
    misses(plain.has_ttl(300), "has a TTL of 60 s").await;
}
