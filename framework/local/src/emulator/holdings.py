"""What an account holds beyond what a fresh one holds.

Every moto service keeps its resources in the attributes of one backend for each account and region. What a backend holds the moment it is made
is what AWS itself put there; everything that is reachable from it later and was not there then, somebody made.
"""

import copy
import re
from collections import deque

import moto.core.base_backend as base
import repairs
from moto.core.common_models import BaseModel
from moto.iam import models as iam

OPEN = {}

PLUMBING = (base.BaseBackend, base.AccountSpecificBackend, base.BackendDict, type)
CONTAINERS = (dict, list, set, frozenset, tuple, deque)

# Not resources: what a service notes about calls, what belongs to a resource that is listed itself, and what it makes by itself when read.
IGNORED = {
    "sts": {"*"},
    "iot": {"Endpoint"},
    "rds": {"Event"},
    "route53": {"DelegationSet"},
}

# Objects that nobody can put anything into; there are many of them.
CLOSED = {"AWSManagedPolicy", "Ami"}

# Objects that only hold others: an order of instances is not one.
TRANSPARENT = {"Reservation"}

# Resources that moto keeps as plain values instead of objects: attribute -> kind.
PLAIN = {
    "iam": {"account_aliases": "AccountAlias"},
}

# States in which AWS still shows what was removed, for a while or for ever.
ENDED = {"cancelled", "canceled", "deleted", "deleting", "inactive", "pendingdeletion", "terminated"}


def remember_origin():
    """Notes with each new backend what it holds from the start."""
    original = base.AccountSpecificBackend.__getitem__

    def getitem(self, region):
        repairs.apply(self.service_name)
        backend = original(self, region)
        if "_terraproof_origin" not in backend.__dict__:
            with base.backend_lock:
                if "_terraproof_origin" not in backend.__dict__:
                    # The objects themselves, not only their numbers: a number is given again when its object is gone.
                    backend.__dict__["_terraproof_origin"] = {id(item): item for item, *_ in walk(backend, {}, True)}
        return backend

    base.AccountSpecificBackend.__getitem__ = getitem


def forget_instances():
    """Stops moto from keeping every object for its dashboard, which would keep dropped accounts in memory."""
    BaseModel.__new__ = lambda cls, *_, **__: object.__new__(cls)


def index_keys():
    """Finds the account of an access key without walking all accounts, which moto does at every call."""
    known = {}

    def holds(account, key):
        backends = dict.get(iam.iam_backends, account, {})
        return any(key in backend.access_keys for backend in list(dict.values(backends)))

    def account_of(key):
        account = known.get(key)
        if account is None or not holds(account, key):
            account = next((id for id in list(dict.keys(iam.iam_backends)) if holds(id, key)), None)
            known[key] = account
        return account or iam.DEFAULT_ACCOUNT_ID

    iam.get_account_id_from = account_of


def share_policies():
    """Parses the 1,300 managed policies once, not for each account."""
    original = iam.IAMBackend._init_aws_policies
    parsed = {}

    def policies(self):
        if self.region_name not in parsed:
            parsed[self.region_name] = original(self)
        copies = [copy.copy(policy) for policy in parsed[self.region_name]]
        for policy in copies:
            policy.account_id = self.account_id
        return copies

    iam.IAMBackend._init_aws_policies = policies


def is_resource(value):
    return type(value).__module__.startswith("moto.") and not isinstance(value, PLUMBING)


def walk(backend, origin, deep):
    """Yields every object reachable from a backend that is not of its origin, with the attribute and the key it was found under."""
    seen = set()
    waiting = deque((name, None, value) for name, value in list(vars(backend).items()) if not name.startswith("_terraproof"))
    while waiting:
        name, key, value = waiting.popleft()
        if isinstance(value, PLUMBING) or id(value) in seen:
            continue
        if isinstance(value, dict):
            seen.add(id(value))
            waiting.extend((name, k, v) for k, v in list(value.items()))
        elif isinstance(value, CONTAINERS):
            seen.add(id(value))
            waiting.extend((name, None, v) for v in list(value))
        elif is_resource(value):
            seen.add(id(value))
            known = id(value) in origin or type(value).__name__ in TRANSPARENT
            if not known:
                yield value, name, key
            if (known or deep) and type(value).__name__ not in CLOSED:
                waiting.extend((name, k, v) for k, v in list(getattr(value, "__dict__", {}).items()))


def open_account(account, note):
    OPEN[account] = note


def of_account(account):
    held = {"items": [], "kept": []}
    for backends in list(base.BackendDict._instances):
        regions = dict.get(backends, account)
        for region, backend in list(dict.items(regions or {})):
            for sort, item in of_backend(backends.service_name, region, backend):
                held[sort].append(item)
    for items in held.values():
        items.sort(key=lambda item: (item["service"], item["kind"], item["region"], item["id"]))
    return held


def of_backend(service, region, backend):
    ignored = IGNORED.get(service, set())
    if "*" in ignored:
        return
    for item, attribute, key in walk(backend, backend.__dict__.get("_terraproof_origin", {}), False):
        kind = re.sub(r"^(Fake|Mock)(?=[A-Z])", "", type(item).__name__)
        identity, name = identify(item, kind, key)
        # Temporary keys are no resource: they end by themselves.
        if kind in ignored or identity.startswith("ASIA") or is_part(kind, item):
            continue
        sort = "kept" if is_kept(kind, item, identity) else "items"
        yield sort, {"service": service, "kind": kind, "region": region, "id": identity, "name": name}
    for attribute, kind in PLAIN.get(service, {}).items():
        for value in list(getattr(backend, attribute, ())):
            yield "items", {"service": service, "kind": kind, "region": region, "id": str(value), "name": None}


def is_part(kind, item):
    """Tells what AWS makes with a network and removes with it, and so is no resource of its own."""
    flag = {"SecurityGroup": "is_default", "NetworkAcl": "default"}.get(kind)
    if kind == "RouteTable":
        return bool(item.main_association_id)
    return flag is not None and str(getattr(item, flag, "")).lower() == "true"


def is_kept(kind, item, identity):
    """Tells what AWS itself makes on demand, or keeps after somebody removed it."""
    values = vars(item)
    states = [state for name, state in values.items() if name.endswith(("status", "state"))]
    states = [getattr(state, "name", state) for state in states]
    if any(isinstance(state, str) and re.sub("[^a-z]", "", state.lower()) in ENDED for state in states):
        return True
    if kind == "Role" and "/aws-service-role/" in str(values.get("path")):
        return True
    # A key that a service made for itself cannot be deleted.
    if kind == "Key" and values.get("key_manager") == "AWS":
        return True
    # A secret in its recovery window.
    if values.get("deleted_date"):
        return True
    # What RDS makes with the first database of an engine, and a classic load balancer without a group of its own.
    name = str(values.get("name") or identity)
    return kind.endswith("Group") and name.startswith(("default.", "default:", "default_elb_"))


def identify(item, kind, key):
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind).lower()
    values = vars(item) if hasattr(item, "__dict__") else {}
    text = lambda *names: next((v for v in map(values.get, names) if isinstance(v, str) and v), None)
    name = text("name", f"{snake}_name", "_name")
    own = isinstance(key, str) and key and (key in values.values() or not values)
    identity = key if own else text("id", f"{snake}_id", "arn", f"{snake}_arn", "function_arn") or name or str(key or kind)
    return identity, name if name != identity else None


def drop_account(account):
    with base.backend_lock:
        for backends in list(base.BackendDict._instances):
            dict.pop(backends, account, None)
            # Bucket names are unique among all accounts.
            owners = getattr(backends, "bucket_accounts", {})
            for bucket in [bucket for bucket, (_, owner) in owners.items() if owner == account]:
                del owners[bucket]
    OPEN.pop(account, None)


remember_origin()
forget_instances()
index_keys()
share_policies()
