"""Delta and Iceberg tables as other systems write them."""

import base64
import json
import struct

import polars as pl
from deltalake import write_deltalake
from pyroaring import BitMap64

_B85 = (
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    b"!#$%&()*+-;<=>?@^_`{|}~"
)
_Z85 = (
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    b".-:+=^!/*?&<>()[]{}@%$#"
)
_MAGIC = 1681511377


def write_delta(path, frame, mode="error"):
    write_deltalake(str(path), frame.to_arrow(), mode=mode)
    return path


def write_delta_with_vector(path, frame, deleted):
    """Write a Delta table whose deletion vector hides rows (Delta protocol)."""
    (path / "_delta_log").mkdir(parents=True)
    frame.write_parquet(path / "part.parquet")
    vector = struct.pack("<i", _MAGIC) + BitMap64(deleted).serialize()
    vector += b"\0" * (-len(vector) % 4)
    inline = base64.b85encode(vector).translate(bytes.maketrans(_B85, _Z85)).decode()
    fields = [
        {"name": name, "type": "string", "nullable": True, "metadata": {}}
        for name in frame.columns
    ]
    feature = ["deletionVectors"]
    protocol = {"minReaderVersion": 3, "minWriterVersion": 7}
    protocol |= {"readerFeatures": feature, "writerFeatures": feature}
    table = {
        "id": "00000000-0000-0000-0000-000000000001",
        "format": {"provider": "parquet", "options": {}},
        "schemaString": json.dumps({"type": "struct", "fields": fields}),
        "partitionColumns": [],
        "configuration": {"delta.enableDeletionVectors": "true"},
    }
    add = {
        "path": "part.parquet",
        "partitionValues": {},
        "size": (path / "part.parquet").stat().st_size,
        "modificationTime": 0,
        "dataChange": True,
        "stats": json.dumps({"numRecords": frame.height}),
        "deletionVector": {
            "storageType": "i",
            "pathOrInlineDv": inline,
            "sizeInBytes": len(vector),
            "cardinality": len(deleted),
        },
    }
    actions = [{"protocol": protocol}, {"metaData": table}, {"add": add}]
    log = path / "_delta_log" / f"{0:020}.json"
    log.write_text("".join(json.dumps(action) + "\n" for action in actions))
    return path


def emails(*names):
    return pl.DataFrame({"email": [f"{name}@example.com" for name in names]})


def upload(store, bucket, prefix, folder):
    """Put every file of a folder into S3, under the same names."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            key = f"{prefix}/{path.relative_to(folder).as_posix()}"
            store.put(bucket, key, path.read_bytes())
