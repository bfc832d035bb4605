"""The words of policies, as people say them.

Source: ODRL Vocabulary & Expression 2.2 (W3C 2018), sections 3.6 to 3.9 and 4.2 to 4.5, with those
that it keeps from older versions; `inForceDate` is EDC's own (contract validity).
"""

from __future__ import annotations

ODRL = "http://www.w3.org/ns/odrl/2/"
EDC = "https://w3id.org/edc/v0.0.1/ns/"
COMMONS = "http://creativecommons.org/ns#"
PREFIXES = {"odrl": ODRL, "cc": COMMONS, "edc": EDC}

# "you may ...", "you must not ...", "you must ..."
ACTIONS = {
    "use": "use it",
    "transfer": "hand over its ownership",
    "acceptTracking": "let your use of it be tracked",
    "adHocShare": "share it with people close to you",
    "aggregate": "use it as a part of a collection",
    "annotate": "add notes to it",
    "anonymize": "make it anonymous",
    "append": "add to it",
    "appendTo": "add it to other data",
    "archive": "keep it in an archive",
    "attachPolicy": "keep these conditions with it",
    "attachSource": "give its source with it",
    "attribute": "name its source",
    "commercialize": "use it commercially",
    "compensate": "pay or compensate for it",
    "concurrentUse": "use it in several places at a time",
    "copy": "copy it",
    "delete": "delete it",
    "derive": "make something new of it",
    "digitize": "make it digital",
    "display": "show it",
    "distribute": "pass it on",
    "ensureExclusivity": "see that nobody else uses it",
    "execute": "run it",
    "export": "export it",
    "extract": "take parts out of it",
    "extractChar": "take letters out of it",
    "extractPage": "take pages out of it",
    "extractWord": "take words out of it",
    "give": "give it away",
    "grantUse": "let others use it",
    "include": "put it into other data",
    "index": "list it in an index",
    "inform": "tell the provider of your use",
    "install": "install it",
    "lease": "let it for money",
    "lend": "lend it",
    "license": "license it to others",
    "modify": "change it",
    "move": "move it to another place",
    "nextPolicy": "give it to others under the next conditions only",
    "obtainConsent": "get the provider's consent",
    "pay": "pay for it",
    "play": "play it",
    "present": "show it in public",
    "preview": "look at a part of it",
    "print": "print it",
    "read": "read it",
    "reproduce": "make copies of it",
    "reviewPolicy": "read the conditions again",
    "secondaryUse": "use it for something else",
    "sell": "sell it",
    "share": "share it",
    "shareAlike": "share what you make of it under the same conditions",
    "stream": "stream it",
    "synchronize": "use it together with sounds or pictures",
    "textToSpeech": "have it read aloud",
    "transform": "convert it into another form",
    "translate": "translate it",
    "uninstall": "remove it from your machines",
    "watermark": "put a watermark into it",
    "write": "write to it",
    "writeTo": "write it into other data",
    "Attribution": "name its source",
    "CommericalUse": "use it commercially",  # as ODRL 2.2 spells it
    "CommercialUse": "use it commercially",
    "DerivativeWorks": "make something new of it",
    "Distribution": "pass it on",
    "Notice": "keep its notices of copyright and licence",
    "Reproduction": "make copies of it",
    "ShareAlike": "share what you make of it under the same conditions",
    "Sharing": "share it, not commercially",
    "SourceCode": "give its source code with it",
}
# Actions without which nothing may leave the program in a file: they are copies, or given to others
LEAVING = frozenset({
    "use", "distribute", "export", "share", "adHocShare", "reproduce", "copy", "archive", "move",
    "extract", "Distribution", "Sharing", "Reproduction",
})  # fmt: skip

LEFT = {
    "absolutePosition": "the position in it",
    "absoluteSize": "its size",
    "absoluteSpatialPosition": "the place in it",
    "absoluteTemporalPosition": "the time in it",
    "count": "the number of times",
    "dateTime": "the date",
    "delayPeriod": "the delay before it",
    "deliveryChannel": "the way of delivery",
    "device": "the device",
    "elapsedTime": "the time since it began",
    "event": "the event",
    "fileFormat": "the file format",
    "inForceDate": "the date",
    "industry": "the industry",
    "language": "the language",
    "media": "the medium",
    "meteredTime": "the time of use",
    "payAmount": "the amount to pay",
    "percentage": "the share of it (%)",
    "product": "the product",
    "purpose": "the purpose",
    "recipient": "the recipient",
    "relativePosition": "the position in it (%)",
    "relativeSize": "its size (%)",
    "relativeSpatialPosition": "the place in it (%)",
    "relativeTemporalPosition": "the time in it (%)",
    "resolution": "the resolution",
    "spatial": "the region",
    "spatialCoordinates": "the coordinates",
    "system": "the computer system",
    "systemDevice": "the computer system",
    "timeInterval": "the time between two uses",
    "timedCount": "the seconds before use counts",
    "unitOfCount": "the unit of what is counted",
    "version": "the version",
    "virtualLocation": "the place in the network",
}
DATES = frozenset({"dateTime", "inForceDate"})

OPERATORS = {
    "eq": "is",
    "neq": "is not",
    "gt": "is more than",
    "gteq": "is at least",
    "lt": "is less than",
    "lteq": "is at most",
    "isA": "is a kind of",
    "hasPart": "has as a part",
    "isPartOf": "is a part of",
    "isAllOf": "is all of",
    "isAnyOf": "is one of",
    "isNoneOf": "is none of",
}
ON_DATES = {"gt": "is after", "gteq": "is not before", "lt": "is before", "lteq": "is not after"}

JOINED = {"and": " and ", "andSequence": ", and then ", "or": " or ", "xone": " or else "}
