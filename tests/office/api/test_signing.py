"""Signatures as the specification of Standard Webhooks has them."""

from datetime import UTC, datetime

from shouwang.office.api import signing

# The specification's own example.
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = datetime.fromtimestamp(1_614_265_330, UTC)
BODY = b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_example_of_the_specification():
    made = signing.headers(MESSAGE, BODY, keys=[KEY], at=AT)

    assert made == {"webhook-id": MESSAGE, "webhook-timestamp": "1614265330", "webhook-signature": SIGNED}


def test_each_key_signs():
    other = signing.new_secret()

    first, second = signing.headers(MESSAGE, BODY, keys=[other, KEY], at=AT)["webhook-signature"].split(" ")

    assert second == SIGNED and first.startswith("v1,") and first != second


def test_secrets_are_long_and_different():
    one, other = signing.new_secret(), signing.new_secret()

    assert one != other
    assert one.startswith("whsec_") and len(one) == len("whsec_") + 44
