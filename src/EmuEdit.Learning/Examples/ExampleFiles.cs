using EmuEdit.Core;
using EmuEdit.Dataset;

namespace EmuEdit.Learning;

/// <summary>
/// Examples on disk: a folder with <c>NAME.input.png</c> and <c>NAME.target.png</c> for each pair, beside them the instruction in <c>NAME.txt</c> if there is one; or shards, as data sets have them.
/// Pictures may be PNG, JPEG, WebP, BMP or GIF.
/// </summary>
public static class ExampleFiles
{
    private const string Input = ".input.", Target = ".target.";

    /// <summary>Reads them.</summary>
    /// <param name="path">A folder of pictures or of <c>.tar</c> files, or a <c>.tar</c> file.</param>
    /// <param name="codec">Reads pictures.</param>
    /// <param name="most">Most pairs that are taken, the first by name; null for all, which must not be over <see cref="TaskExamples.Most"/>.</param>
    /// <exception cref="InvalidInputException">There is none or there are too many, half of a pair is missing, or a file is broken.</exception>
    public static IReadOnlyList<ExamplePair> Read(string path, IImageCodec codec, int? most = null)
    {
        ArgumentNullException.ThrowIfNull(codec);
        var inputs = Directory.Exists(path) ? [.. Directory.GetFiles(path).Where(f => Path.GetFileName(f).Contains(Input, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)] : Array.Empty<string>();
        if (inputs.Length == 0)
            return OfShards(path, most);
        TaskExamples.RequireCount(most ?? inputs.Length);
        return [.. inputs.Take(most ?? inputs.Length).Select(file => OfFiles(file, codec))];
    }

    private static ExamplePair OfFiles(string input, IImageCodec codec)
    {
        var (folder, file) = (Path.GetDirectoryName(input)!, Path.GetFileName(input));
        var name = file[..file.LastIndexOf(Input, StringComparison.OrdinalIgnoreCase)];
        var target = Directory.GetFiles(folder, name + Target + "*").Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new InvalidInputException($"{input} without its picture after the edit", $"{name}{Target}png beside it");
        var text = Path.Combine(folder, name + ".txt");
        return new($"pair {name}", codec.Decode(File.ReadAllBytes(input), input), codec.Decode(File.ReadAllBytes(target), target), File.Exists(text) ? File.ReadAllText(text).Trim() : null);
    }

    private static ExamplePair[] OfShards(string path, int? most)
    {
        if (Directory.Exists(path) && Directory.GetFiles(path, "*.tar").Length == 0)
            throw new InvalidInputException($"{path} without examples", "NAME.input.png and NAME.target.png for each pair, or .tar shards");
        var shards = ShardDataset.Open([path]);
        var count = (int)Math.Min(most ?? shards.Count, int.MaxValue);
        TaskExamples.RequireCount(count);
        return [.. Enumerable.Range(0, (int)Math.Min(count, shards.Count)).Select(i => Of(shards.Sample(i), i))];
    }

    private static ExamplePair Of(EditSample sample, int index) => new($"pair {index + 1}", sample.Input, sample.Target, sample.Instruction, sample.Region);
}
