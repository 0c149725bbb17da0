using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.TestKit;
using Parquet;
using Parquet.Schema;

namespace EmuEdit.Dataset.Tests;

/// <summary>Parquet files of other layouts, types and names.</summary>
public sealed class ForeignParquetTests : IDisposable
{
    private static readonly EditTask Add = EditTask.Named("add");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("original_image", "edit_prompt", "edited_image", "original_prompt", "edited_prompt")]
    [InlineData("input_image", "edit_prompt", "edited_image", "original_prompt", "edited_prompt")]
    [InlineData("source_image", "edit_prompt", "edited_image", "source_caption", "target_caption")]
    public async Task Sample_OfAKnownLayout_IsReadWithAndWithoutCaptions(
        string input,
        string instruction,
        string target,
        string before,
        string after
    )
    {
        await Write("with.parquet", Picture(input), Text(instruction), Picture(target), Text(before), Text(after));
        await Write("without.parquet", Picture(input), Text(instruction), Picture(target));
        var (with, without) = (Open("with.parquet"), Open("without.parquet"));
        Assert.Equal((true, false), (with.HasCaptions, without.HasCaptions));
        Assert.Equal((instruction, before, after), (with.Sample(0).Instruction, with.Sample(0).InputCaption, with.Sample(0).OutputCaption));
        Assert.Equal((instruction, ""), (without.Sample(0).Instruction, without.Sample(0).InputCaption));
    }

    [Fact]
    public async Task Sample_OfPlainBinaryPicturesAndTexts_IsRead()
    {
        await Write("a.parquet", Binary("original_image"), Binary("edit_prompt"), Binary("edited_image"));
        var sample = Open("a.parquet").Sample(0);
        Assert.Equal(("edit_prompt ü", 12), (sample.Instruction, sample.Input.Width));
    }

    [Fact]
    public async Task Sample_OfColumnsThatAreNamed_IsRead()
    {
        await Write("a.parquet", Picture("before"), Text("say"), Binary("after"), Text("was"), Text("is"), Text("kind"));
        var columns = EditDatasetOptions.ColumnsOf([
            "input=before",
            "instruction=say",
            "target=after",
            "input_caption=was",
            "output_caption=is",
        ]);
        var dataset = Open("a.parquet", columns);
        Assert.Equal(
            ("say", "was", "is"),
            (dataset.Sample(0).Instruction, dataset.Sample(0).InputCaption, dataset.Sample(0).OutputCaption)
        );
        var message = Refusal(() => Open("a.parquet"));
        Assert.Contains(
            "with the columns before, say, after, was, is, kind; allowed: original_image, edit_prompt, "
                + "edited_image (EmuEdit, InstructPix2Pix); or ",
            message,
            StringComparison.Ordinal
        );
        Assert.Contains("Name them with --column ROLE=NAME", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OneColumnNamed_TakesTheOthersFromTheLayout()
    {
        await Write(
            "a.parquet",
            Picture("original_image"),
            Text("edit_prompt"),
            Text("rewritten"),
            Picture("edited_image"),
            new DataField<int>("mask")
        );
        Assert.Equal(
            "rewritten",
            Open("a.parquet", EditDatasetOptions.ColumnsOf(["instruction=rewritten", "mask="])).Sample(0).Instruction
        );
        Assert.StartsWith(
            $"column mask of {_folder["a.parquet"]} is Int32; allowed: pictures inside of the file",
            Refusal(() => Open("a.parquet")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("instruction", "ROLE=NAME, the role one of input, instruction, target")]
    [InlineData("words=edit_prompt", "ROLE=NAME, the role one of")]
    [InlineData("instruction=nothing", "--column with 'nothing', which")]
    public async Task Open_ColumnThatIsNone_IsRefused(string column, string says)
    {
        await Write("a.parquet", Picture("original_image"), Text("edit_prompt"), Picture("edited_image"));
        Assert.Contains(says, Refusal(() => Open("a.parquet", EditDatasetOptions.ColumnsOf([column]))), StringComparison.Ordinal);
        Assert.Contains("each role once", Refusal(() => EditDatasetOptions.ColumnsOf(["mask=a", "mask=b"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ColumnOfAnotherType_NamesItAndItsType()
    {
        await Write("path.parquet", new StructField("original_image", Text("path")), Text("edit_prompt"), Picture("edited_image"));
        await Write("number.parquet", Picture("original_image"), new DataField<int>("edit_prompt"), Picture("edited_image"));
        await Write("text.parquet", Picture("original_image"), Text("edit_prompt"), Text("edited_image"));
        Assert.StartsWith(
            $"column original_image of {_folder["path.parquet"]} is a struct of path (text); allowed: pictures "
                + $"inside of the file: binary, or a struct with binary 'bytes'.",
            Refusal(() => Open("path.parquet")),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"column edit_prompt of {_folder["number.parquet"]} is Int32; allowed: text.",
            Refusal(() => Open("number.parquet")),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            $"column edited_image of {_folder["text.parquet"]} is text; ",
            Refusal(() => Open("text.parquet")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Open_FolderWithHiddenAndOtherFiles_TakesTheParquetFiles()
    {
        await Write("a.PARQUET", Picture("original_image"), Text("edit_prompt"), Picture("edited_image"));
        foreach (var name in new[] { "._a.PARQUET", ".DS_Store", "README.md", "dataset_info.json" })
            File.WriteAllBytes(_folder[name], [1, 2, 3, 4]);
        Assert.Equal(1, Open("").Count);
    }

    [Fact]
    public async Task Sample_ThatCannotBeRead_IsPassedOverCountedAndNamed()
    {
        await Write(
            "a.parquet",
            rows: 40,
            row => row is 5 or 6 or 39 ? [1, 2, 3] : Png,
            Picture("original_image"),
            Text("edit_prompt"),
            Picture("edited_image")
        );
        var (said, dataset) = (new List<string>(), Open("a.parquet"));
        var samples = new ReadableSamples(dataset, said.Add);
        Assert.Equal("edit_prompt 7", samples.Sample(5, 0, 30).Instruction);
        // After the last of the range comes its first.
        Assert.Equal("edit_prompt 30", samples.Sample(39, 30, 40).Instruction);
        Assert.Equal("edit_prompt 7", samples.Sample(6, 0, 30).Instruction);
        Assert.Equal((3, 3), (samples.PassedOver, said.Count));
        Assert.Contains($"passed over: original_image of row 5 of {_folder["a.parquet"]}", said[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_OfADataSetThatIsBroken_IsRefused()
    {
        await Write(
            "a.parquet",
            rows: 40,
            row => row < 12 ? [1, 2, 3] : Png,
            Picture("original_image"),
            Text("edit_prompt"),
            Picture("edited_image")
        );
        var samples = new ReadableSamples(Open("a.parquet"), _ => { });
        Assert.StartsWith(
            "11 of 40 samples that cannot be read, such as: original_image of row 0 of ",
            Refusal(() => samples.Sample(0, 0, 40)),
            StringComparison.Ordinal
        );
        // None of a range can be read, few as they are.
        Assert.StartsWith(
            "5 of 40 samples",
            Refusal(() => new ReadableSamples(Open("a.parquet"), _ => { }).Sample(3, 0, 5)),
            StringComparison.Ordinal
        );
    }

    private static byte[] Png { get; } = new SkiaCodec().EncodePng(Pictures.Slopes(12, 8));

    private static DataField Text(string name) => new(name, typeof(string), true);

    private static DataField Binary(string name) => new(name, typeof(byte[]), true);

    private static StructField Picture(string name) => new(name, new DataField("bytes", typeof(byte[]), true), Text("path"));

    private Task Write(string name, params Field[] fields) => Write(name, 1, _ => Png, fields);

    // Texts are their column's name, with the row where there are several.
    private async Task Write(string name, int rows, Func<int, byte[]> picture, params Field[] fields)
    {
        var schema = new ParquetSchema(fields);
        await using var file = File.Create(_folder[name]);
        await using var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: TestContext.Current.CancellationToken);
        using var group = writer.CreateRowGroup();
        var all = Enumerable.Range(0, rows).ToArray();
        foreach (var field in schema.GetDataFields())
            if (field.ClrType == typeof(int))
                await group.WriteAsync<int>(field, all);
            else if (field.ClrType != typeof(ReadOnlyMemory<byte>) && field.ClrType != typeof(byte[]))
                await group.WriteAsync(field, [.. all.Select(i => rows == 1 ? field.Name : $"{field.Name} {i}")]);
            else
                await group.WriteAsync(field, [.. all.Select(i => field.Name == "edit_prompt" ? "edit_prompt ü"u8.ToArray() : picture(i))]);
    }

    private IEditDataset Open(string name, IReadOnlyDictionary<string, string>? columns = null) =>
        EditDataset.Open(
            [name.Length == 0 ? _folder.Path : _folder[name]],
            new()
            {
                Size = 12,
                Task = Add,
                Columns = columns ?? new Dictionary<string, string>(),
            }
        );

    private static string Refusal(Action open) => Assert.Throws<InvalidInputException>(open).Message;
}
