"""Corrects moto where it leaves something behind that AWS removes, or answers what no SDK understands. Each repair is applied when its service is first used."""


def ec2():
    from moto.ec2.exceptions import InvalidNetworkAclIdError
    from moto.ec2.models import EC2Backend, network_acls

    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: InvalidNetworkAclID.NotFound, by which callers see that it is gone.
    network_acls.InvalidRouteTableIdError = InvalidNetworkAclIdError
    create = EC2Backend.create_network_interface
    delete = EC2Backend.delete_nat_gateway

    def create_network_interface(self, *arguments, **options):
        interface = create(self, *arguments, **options)
        # AWS deletes the first interface of an instance with it, unless told otherwise:
        # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-initiated-shutdown-behavior.html
        if options.get("device_index") == 0:
            interface.delete_on_termination = True
        return interface

    def delete_nat_gateway(self, *arguments, **options):
        gateway = delete(self, *arguments, **options)
        self.enis.pop(gateway._eni.id, None)
        return gateway

    create_endpoint = EC2Backend.create_vpc_endpoint
    delete_endpoints = EC2Backend.delete_vpc_endpoints
    delete_network = EC2Backend.delete_subnet

    def create_vpc_endpoint(self, *arguments, **options):
        # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html: the default is a gateway endpoint.
        if "endpoint_type" in options:
            options["endpoint_type"] = options["endpoint_type"] or "Gateway"
        return create_endpoint(self, *arguments, **options)

    def delete_vpc_endpoints(self, vpce_ids=None):
        answer = delete_endpoints(self, vpce_ids)
        for endpoint in vpce_ids or []:
            self.vpc_end_points.pop(endpoint, None)
        return answer

    def delete_subnet(self, subnet_id):
        subnet = delete_network(self, subnet_id)
        # A deleted subnet's associations go with it: https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html
        for tables in self.route_tables.values():
            for association in [name for name, target in tables._associations.items() if target == subnet_id]:
                del tables._associations[association]
        return subnet

    EC2Backend.create_vpc_endpoint = create_vpc_endpoint
    EC2Backend.delete_vpc_endpoints = delete_vpc_endpoints
    EC2Backend.delete_subnet = delete_subnet
    EC2Backend.create_network_interface = create_network_interface
    EC2Backend.delete_nat_gateway = delete_nat_gateway


def elasticache():
    from moto.elasticache.models import ElastiCacheBackend

    delete = ElastiCacheBackend.delete_cache_cluster

    def delete_cache_cluster(self, cache_cluster_id):
        cluster = delete(self, cache_cluster_id)
        self.cache_clusters.pop(cache_cluster_id, None)
        return cluster

    delete_group = ElastiCacheBackend.delete_replication_group

    def delete_replication_group(self, replication_group_id, retain_primary_cluster):
        group = self.replication_groups.get(replication_group_id)
        retained = group.primary_cluster_id if group and retain_primary_cluster else None
        deleted = delete_group(self, replication_group_id, retain_primary_cluster)
        # Its clusters go with it: https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DeleteReplicationGroup.html
        for name, cluster in list(self.cache_clusters.items()):
            if getattr(cluster, "replication_group_id", None) == replication_group_id and name != retained:
                del self.cache_clusters[name]
        self.replication_groups.pop(replication_group_id, None)
        return deleted

    ElastiCacheBackend.delete_cache_cluster = delete_cache_cluster
    ElastiCacheBackend.delete_replication_group = delete_replication_group


def iam():
    from moto.iam.models import ManagedPolicy

    def permissions_boundary_usage_count(self):
        # https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html
        roles = self.backend.roles.values()
        return sum(role.permissions_boundary_arn == self.arn for role in roles)

    ManagedPolicy.permissions_boundary_usage_count = property(permissions_boundary_usage_count)


def kms():
    from moto.kms.models import KmsBackend

    create = KmsBackend.create_alias

    def create_alias(self, target_key_id, alias_name):
        alias = create(self, target_key_id, alias_name)
        # The key that a service makes when it first needs one is managed by AWS:
        # https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
        if alias_name.startswith("alias/aws/"):
            self.keys[self.get_key_id(target_key_id)].key_manager = "AWS"
        return alias

    KmsBackend.create_alias = create_alias


def s3():
    from moto.core.serialize import S3Serializer
    from moto.s3.models import FakeKey, S3Backend, s3_backends

    # The names of the answers' roots, without which an SDK that checks them understands nothing:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html and its neighbours.
    roots = {
        "GetBucketVersioning": "VersioningConfiguration",
        "GetBucketAccelerateConfiguration": "AccelerateConfiguration",
        "ListParts": "ListPartsResult",
    }
    serialize = S3Serializer._serialized_result_to_response

    def serialized(self, resp, result, shape, shape_members, *rest):
        root = roots.get(self.operation_model.name)
        if root is not None and shape is not None:
            shape.serialization.setdefault("resultWrapper", root)
        return serialize(self, resp, result, shape, shape_members, *rest)

    def answered(self, resp, result):
        if self.operation_model.name == "ListBuckets":
            for bucket in result["Buckets"]:
                bucket["BucketRegion"] = region_of(bucket["Name"])
        return answer(self, resp, result)

    def region_of(name):
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_Bucket.html
        partition, account = s3_backends.bucket_accounts[name]
        return s3_backends[account][partition].buckets[name].region_name

    def list_object_versions(
        self, bucket_name, delimiter=None, key_marker=None, max_keys=1000, prefix="", version_id_marker=None
    ):
        if delimiter or not max_keys:
            return listed(self, bucket_name, delimiter, key_marker, max_keys, prefix, version_id_marker)
        # A page of what is there now, without a copy of all of it, however much is deleted meanwhile. A marker says where to go on, also when
        # what it names is gone: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
        keys = dict(self.get_bucket(bucket_name).keys)
        names = sorted(name for name in keys if name.startswith(prefix) and (not key_marker or name >= key_marker))
        page, more = [], False
        for name in names:
            versions = list(reversed(list(keys[name])))
            for place, version in enumerate(versions):
                version.is_latest = place == 0
            if name == key_marker:
                ids = [str(version.version_id) for version in versions]
                if not version_id_marker:
                    versions = []
                elif version_id_marker in ids:
                    versions = versions[ids.index(version_id_marker) + 1 :]
            page.extend(versions)
            if len(page) > max_keys:
                more = True
                break
        page = page[:max_keys]
        versions = [version for version in page if isinstance(version, FakeKey)]
        markers = [version for version in page if not isinstance(version, FakeKey)]
        last = page[-1] if more else None
        return versions, [], markers, last and last.name, last and str(last.version_id)

    listed = S3Backend.list_object_versions
    S3Backend.list_object_versions = list_object_versions
    answer = S3Serializer._serialize_result
    S3Serializer._serialize_result = answered
    S3Serializer._serialized_result_to_response = serialized


WAITING = {"ec2": ec2, "elasticache": elasticache, "iam": iam, "kms": kms, "s3": s3}


def apply(service):
    """Applies the repair of a service, once."""
    repair = WAITING.pop(service, None)
    if repair is not None:
        repair()
