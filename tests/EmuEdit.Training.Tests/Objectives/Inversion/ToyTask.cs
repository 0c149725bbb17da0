using EmuEdit.Core;
using EmuEdit.TestKit;
using EmuEdit.Training.Export;

namespace EmuEdit.Training.Tests.Inversion;

/// <summary>Examples of a toy task, "purple", and of the two tasks that its bundle knows.</summary>
internal static class ToyTask
{
    public static EditSample Purple(long index)
    {
        var random = new CounterRandom(11, index);
        return new(
            Plain(30, 200, 30, random),
            "make it",
            Plain(115, 30, 115, random),
            EditTask.Own("purple"),
            Full(Toy.Size),
            "",
            "",
            null
        );
    }

    public static EditSample RedOrBlue(long index)
    {
        var random = new CounterRandom(12, index);
        var red = random.Next(2) == 0;
        return new(
            Plain(30, 200, 30, random),
            "make it",
            red ? Plain(200, 30, 30, random) : Plain(30, 30, 200, random),
            EditTask.Named(red ? "color" : "add"),
            Full(Toy.Size),
            "",
            "",
            null
        );
    }

    public static Mask Full(int size) => new(size, size, [.. Enumerable.Repeat((byte)255, size * size)]);

    public static Image Plain(int red, int green, int blue, CounterRandom random)
    {
        var image = new Image(Toy.Size, Toy.Size);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)((i % 3) switch { 0 => red, 1 => green, _ => blue } + random.Next(20));
        return image;
    }
}

/// <summary>A bundle that was trained on two tasks: from green to red, and from green to blue.</summary>
public sealed class ToyBundle : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ToyBundle()
    {
        Toy.Tokenizer.Write(_folder["tokenizer"], Toy.Length);
        Toy.Train(
            Toy.Editor(_folder["editor"], 200) with
            {
                BatchSize = 4,
                Samples = ToyTask.RedOrBlue,
                HeldOut = i => ToyTask.RedOrBlue(1000 + i),
                LastTimestepShare = 1,
            }
        );
        new BundleExporter(
            new BundleExportOptions
            {
                Output = Folder,
                Tokenizer = _folder["tokenizer"],
                Editor = _folder["editor"],
            }
        ).Export();
    }

    public string Folder => _folder["bundle"];

    public void Dispose() => _folder.Dispose();
}
