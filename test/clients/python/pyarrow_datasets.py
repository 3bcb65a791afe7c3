"""What pyarrow's own S3 file system, which is AWS's SDK for C++, does with S3."""

import os

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from harness import check, equal, run_checks
from pyarrow import fs

ROWS = 100_000
S3 = fs.S3FileSystem(endpoint_override=os.environ["AWS_ENDPOINT_URL"], region="us-east-1", allow_bucket_creation=True, allow_bucket_deletion=True)
TABLE = pa.table(
    {
        "id": pa.array(range(ROWS)),
        "year": pa.array([2024 + n % 3 for n in range(ROWS)]),
        "name": pa.array([f"name {n * 7919 % ROWS}" for n in range(ROWS)]),
        "price": pa.array([n / 8 for n in range(ROWS)]),
    }
)


@check("pyarrow writes a partitioned dataset of Parquet and lists it")
def write():
    S3.create_dir("lake")
    ds.write_dataset(TABLE, "lake/sales", filesystem=S3, format="parquet", partitioning=["year"], partitioning_flavor="hive", max_rows_per_group=5000)
    files = S3.get_file_info(fs.FileSelector("lake/sales", recursive=True))
    equal(
        sorted((info.path, info.type == fs.FileType.File) for info in files),
        sorted(
            [(f"lake/sales/year={year}", False) for year in (2024, 2025, 2026)]
            + [(f"lake/sales/year={year}/part-0.parquet", True) for year in (2024, 2025, 2026)]
        ),
    )


@check("pyarrow reads some columns and rows of a dataset")
def read():
    dataset = ds.dataset("lake/sales", filesystem=S3, format="parquet", partitioning="hive")
    equal(dataset.count_rows(), ROWS)
    found = dataset.to_table(columns=["id", "price"], filter=(ds.field("year") == 2025) & (ds.field("id") < 100))
    equal(found.column_names, ["id", "price"])
    equal(found.sort_by("id").to_pydict(), {"id": list(range(1, 100, 3)), "price": [n / 8 for n in range(1, 100, 3)]})


@check("pyarrow reads one row group by ranges")
def row_group():
    with S3.open_input_file("lake/sales/year=2026/part-0.parquet") as source:
        file = pq.ParquetFile(source)
        equal(file.num_row_groups > 3, True)
        first = file.read_row_group(2, columns=["name"])
        whole = file.read(columns=["name"])
        before = sum(file.metadata.row_group(at).num_rows for at in range(2))
        equal(first.equals(whole.slice(before, first.num_rows)), True)


@check("pyarrow streams a file of many parts, moves it and deletes it")
def stream():
    data = bytes(range(256)) * (24 * 1024 * 4)
    with S3.open_output_stream("lake/large.bin") as sink:
        for start in range(0, len(data), 1 << 20):
            sink.write(data[start : start + (1 << 20)])
    equal(S3.get_file_info("lake/large.bin").size, len(data))
    with S3.open_input_stream("lake/large.bin") as source:
        equal(source.read() == data, True)
    S3.move("lake/large.bin", "lake/moved.bin")
    equal(S3.get_file_info("lake/large.bin").type, fs.FileType.NotFound)
    S3.delete_file("lake/moved.bin")
    S3.delete_dir("lake/sales")
    equal([info.path for info in S3.get_file_info(fs.FileSelector("lake", recursive=True))], [])
    S3.delete_dir("lake")
    equal(S3.get_file_info("lake").type, fs.FileType.NotFound)


run_checks()
