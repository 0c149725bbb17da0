using EmuEdit.Core;
using EmuEdit.Imaging;
using EmuEdit.TestKit;
using Parquet;
using Parquet.Schema;

namespace EmuEdit.Dataset.Tests;

/// <summary>Parquet files that are cut off, damaged or of another layout.</summary>
public sealed class BrokenParquetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(-1)]
    [InlineData(-9)]
    [InlineData(-500)]
    public void Open_FileCutOff_NamesIt(int length)
    {
        var bytes = File.ReadAllBytes(Fixture("magicbrush"));
        File.WriteAllBytes(_folder["a.parquet"], bytes[..(length < 0 ? bytes.Length + length : length)]);
        var message = Refusal(() => Open(_folder["a.parquet"]));
        Assert.StartsWith($"{_folder["a.parquet"]} is cut off, damaged or not Parquet", message);
        Assert.DoesNotContain('\n', message);
    }

    // The end of the footer, and that of a struct in it: its decoder alone would go on for ever.
    [Theory]
    [InlineData("magicbrush", -9, 0x18)]
    [InlineData("nulls", 3139, 4)]
    public void Open_FooterWithoutItsEnd_IsRefused(string name, int at, byte value)
    {
        var bytes = File.ReadAllBytes(Fixture(name));
        bytes[at < 0 ? bytes.Length + at : at] = value;
        File.WriteAllBytes(_folder["a.parquet"], bytes);
        Assert.Contains("its footer does not end where it must", Refusal(() => Open(_folder["a.parquet"])));
    }

    [Fact]
    public async Task Open_OfAnotherLayout_SaysWhichThereAre()
    {
        await Write(_folder["a.parquet"], new("picture", typeof(string), true), ["x"]);
        var message = Refusal(() => Open(_folder["a.parquet"]));
        Assert.Contains(
            "with the columns picture; allowed: original_image, edit_prompt, edited_image (EmuEdit, InstructPix2Pix); or ",
            message
        );
        Assert.Contains(
            "; or source_img, instruction, target_img (MagicBrush); or source_image, edit_prompt, edited_image (UltraEdit); or ",
            message
        );
    }

    public static TheoryData<byte[]?, string?, string> Broken => new()
    {
        { null, "a", "edited_image of row 1 of " },
        { [], "a", "edited_image of row 1 of " },
        { [1, 2, 3], "a", "edited_image of row 1 of " },
        { Png(12, 8)[..^30], "a", "edited_image of row 1 of " },
        { Png(8, 12), "a", "is 8 x 12 pixels; allowed: the shape of its original_image, 12 x 8" },
        { Png(12, 8), null, "edit_prompt of row 1 of " },
        { Png(12, 8), " ", "edit_prompt of row 1 of " },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Sample_OfABrokenRow_NamesColumnRowAndFile(byte[]? target, string? instruction, string says)
    {
        var schema = new ParquetSchema(
            Text("original_prompt"),
            Picture("original_image"),
            Text("edit_prompt"),
            Text("edited_prompt"),
            Picture("edited_image")
        );
        await using (var file = File.Create(_folder["a.parquet"]))
        await using (var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: TestContext.Current.CancellationToken))
        {
            using var group = writer.CreateRowGroup();
            var fields = schema.GetDataFields();
            await group.WriteAsync(fields[0], ["a", null!]);
            await group.WriteAsync(fields[1], [Png(12, 8), Png(12, 8)]);
            await group.WriteAsync(fields[2], ["a", instruction!]);
            await group.WriteAsync(fields[3], ["a", "b"]);
            await group.WriteAsync(fields[4], [Png(24, 16), target!]);
        }
        var dataset = Open(_folder["a.parquet"], new() { Size = 12, Task = Add });
        Assert.Equal(12, dataset.Sample(0).Target.Width);
        var message = Refusal(() => dataset.Sample(1));
        Assert.Contains(says, message);
        Assert.Contains(_folder["a.parquet"], message);

        static DataField Text(string name) => new(name, typeof(string), true);
        static StructField Picture(string name) => new(name, new DataField("bytes", typeof(byte[]), true));
    }

    [Theory]
    [InlineData("magicbrush", 10)]
    [InlineData("instructpix2pix", 10)]
    [InlineData("nulls", 1)]
    public void Read_OfAnyDamage_IsRefusedInOneLineOrRead(string name, int rows)
    {
        File.Copy(Fixture(name), _folder["a.parquet"]);
        FileFuzz.Run(_folder["a.parquet"], () =>
        {
            var dataset = Open(_folder["a.parquet"], new() { Size = 12, Task = Add });
            for (var row = 0; row < Math.Min(rows, dataset.Count); row++)
                dataset.Sample(row);
        });
    }

    private static readonly EditTask Add = EditTask.Named("add");

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".parquet");

    private static IEditDataset Open(string path, EditDatasetOptions? options = null) =>
        EditDataset.Open([path], options ?? new() { Size = Samples.Size });

    private static byte[] Png(int width, int height) => new SkiaCodec().EncodePng(Pictures.Slopes(width, height));

    private static async Task Write(string path, DataField field, string[] values)
    {
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(
            new(field),
            file,
            cancellationToken: TestContext.Current.CancellationToken
        );
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(field, values);
    }

    private static string Refusal(Action open) => Assert.Throws<InvalidInputException>(open).Message;
}
