"""What the fuzzer is told beside its settings.

A cursor is sealed by the server for one list, one agency and one day. No schema
can describe a good one, so the fuzzer does not know that there are cursors; the
tests of the API send good and bad ones.
"""

import schemathesis


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for item in raw_schema["paths"].values():
        for operation in item.values():
            parameters = operation.get("parameters", [])
            operation["parameters"] = [one for one in parameters if one["name"] != "cursor"]
    for schema in raw_schema["components"]["schemas"].values():
        schema.get("properties", {}).pop("cursor", None)
