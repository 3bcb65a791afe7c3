"""What pynamodb does with DynamoDB: a single table of several models, as its tutorial has them."""

from datetime import datetime, timezone

from harness import check, equal, run_checks
from pynamodb.attributes import (
    DiscriminatorAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, DoesNotExist, PutError, TransactWriteError, UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, IncludeProjection, LocalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite


class ByState(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    price = NumberAttribute(range_key=True)


class ByPrice(LocalSecondaryIndex):
    class Meta:
        index_name = "by-price"
        # pynamodb filters by the discriminator, and a filter sees only what an index shows.
        projection = IncludeProjection(["kind", "state"])

    customer = UnicodeAttribute(hash_key=True)
    price = NumberAttribute(range_key=True)


class Row(Model):
    class Meta:
        table_name = "shop"
        billing_mode = "PAY_PER_REQUEST"

    customer = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()


class Address(MapAttribute):
    street = UnicodeAttribute()
    town = UnicodeAttribute(null=True)


class Customer(Row, discriminator="customer"):
    name = UnicodeAttribute()
    credit = NumberAttribute(default=0)
    tags = UnicodeSetAttribute(null=True)
    address = Address(null=True)
    joined = UTCDateTimeAttribute(null=True)
    version = VersionAttribute()


class Order(Row, discriminator="order"):
    state = UnicodeAttribute(default="open")
    price = NumberAttribute()
    notes = ListAttribute(of=UnicodeAttribute, default=list)
    expires = TTLAttribute(null=True)
    by_state = ByState()
    by_price = ByPrice()


def raised(call, kind, code, message):
    """pynamodb's own exception, caused by the service's answer with this code and message."""
    try:
        call()
    except kind as error:
        equal(error.cause_response_code, code)
        equal(error.cause_response_message, message)
        return error
    raise AssertionError(f"expected {kind.__name__}, but the call succeeded")


FAILED = ("ConditionalCheckFailedException", "The conditional request failed")


@check("creates a table with indexes, and waits for it")
def create_table():
    equal(Order.exists(), False)
    Order.create_table(wait=True)
    equal(Order.exists(), True)
    described = Order.describe_table()
    equal(described["TableStatus"], "ACTIVE")
    equal([index["IndexName"] for index in described["GlobalSecondaryIndexes"]], ["by-state"])
    equal(described["LocalSecondaryIndexes"][0]["Projection"], {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["kind", "state"]})


@check("saves an item with every type of attribute and gives it back")
def save():
    joined = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc)
    customer = Customer(
        "ada", "profile", name="Ada", tags={"a", "b"}, address=Address(street="High Street", town=""), joined=joined, credit=0.1
    )
    customer.save()
    read = Customer.get("ada", "profile", consistent_read=True)
    equal((read.name, read.tags, read.joined, read.credit, read.version), ("Ada", {"a", "b"}, joined, 0.1, 1))
    equal((read.address.street, read.address.town), ("High Street", ""))
    try:
        Customer.get("ada", "nothing")
    except Customer.DoesNotExist:
        return
    raise AssertionError("an item that isn't there must raise the model's own exception")


@check("refuses an item of an older version")
def optimistic_lock():
    first, second = Customer.get("ada", "profile"), Customer.get("ada", "profile")
    first.name = "Ada L."
    first.save()
    equal(first.version, 2)
    second.name = "Ada B."
    raised(second.save, PutError, *FAILED)
    equal(Customer.get("ada", "profile").name, "Ada L.")


@check("writes and reads in batches of any number")
def batches():
    with Order.batch_write() as batch:
        for at in range(60):
            batch.save(Order("ada", f"order#{at:03}", price=at, state="open" if at % 3 else "paid"))
    keys = [("ada", f"order#{at:03}") for at in range(110)]
    equal(sorted(order.price for order in Order.batch_get(keys)), list(range(60)))
    with Order.batch_write() as batch:
        for order in Order.query("ada", Order.entry.startswith("order#05")):
            batch.delete(order)
    equal(Order.count("ada", Order.entry.between("order#000", "order#999")), 50)


@check("queries a table and its indexes in pages, and scans in segments")
def queries():
    results = Order.by_state.query("paid", Order.price > 9, Order.entry != "order#030", scan_index_forward=False, page_size=4)
    equal([order.price for order in results], [48, 45, 42, 39, 36, 33, 27, 24, 21, 18, 15, 12])
    first = Order.by_price.query("ada", limit=3)
    equal([order.price for order in first], [0, 1, 2])
    rest = Order.by_price.query("ada", last_evaluated_key=first.last_evaluated_key, limit=2)
    equal([order.price for order in rest], [3, 4])
    # Each item as the model that its discriminator names.
    kinds = {type(row).__name__ for row in Row.query("ada")}
    equal(kinds, {"Customer", "Order"})
    segments = [
        list(Order.scan(Order.price.is_in(1, 2, 3) | Order.notes.exists() & (Order.price >= 48), segment=at, total_segments=4))
        for at in range(4)
    ]
    equal(sorted(order.price for segment in segments for order in segment), [1, 2, 3, 48, 49])


@check("updates with actions on a condition, and refuses when it fails")
def updates():
    order = Order.get("ada", "order#001")
    actions = [Order.state.set("paid"), Order.price.set(Order.price + 10), Order.notes.set(Order.notes.append(["gift wrap"]))]
    order.update(actions=actions, condition=(Order.state == "open") & (Order.notes.does_not_exist() | (Order.price < 5)))
    equal((order.state, order.price, order.notes), ("paid", 11, ["gift wrap"]))
    raised(lambda: order.update(actions=actions, condition=Order.state == "open"), UpdateError, *FAILED)
    customer = Customer.get("ada", "profile")
    customer.update(actions=[Customer.tags.delete({"a"}), Customer.credit.add(100), Customer.address.town.set("London")])
    equal((customer.tags, customer.credit, customer.address.town, customer.version), ({"b"}, 100.1, "London", 3))


@check("carries out a transaction whole or not at all, and once for each token")
def transactions():
    def buy(entry, token=None):
        with TransactWrite(connection=Connection(), client_request_token=token) as transaction:
            transaction.update(
                Customer("ada", "profile"),
                actions=[Customer.credit.add(-60)],
                condition=Customer.credit >= 60,
                add_version_condition=False,
            )
            transaction.save(Order("ada", entry, price=60), condition=Order.entry.does_not_exist())
            transaction.condition_check(Order, "ada", "order#001", condition=Order.state == "paid")

    buy("order#100", "token-1")
    buy("order#100", "token-1")
    error = raised(
        lambda: buy("order#101"),
        TransactWriteError,
        "TransactionCanceledException",
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, None, ConditionalCheckFailed]",
    )
    # pynamodb sends checks first, then puts, then updates.
    equal([reason and reason.code for reason in error.cancellation_reasons], [None, None, "ConditionalCheckFailed"])
    with TransactGet(connection=Connection()) as transaction:
        customer = transaction.get(Customer, "ada", "profile")
        bought = transaction.get(Order, "ada", "order#100")
        missing = transaction.get(Order, "ada", "order#101")
    equal((customer.get().credit, bought.get().price), (40.1, 60))
    try:
        missing.get()
    except DoesNotExist:
        return
    raise AssertionError("the transaction that was refused has left an item")


@check("deletes on a condition, and deletes the table")
def deletes():
    order = Order.get("ada", "order#100")
    raised(lambda: order.delete(condition=Order.price == 1), DeleteError, *FAILED)
    order.delete(condition=Order.price == 60)
    equal(Order.count("ada", Order.entry == "order#100"), 0)
    Order.delete_table()
    equal(Order.exists(), False)


run_checks()
