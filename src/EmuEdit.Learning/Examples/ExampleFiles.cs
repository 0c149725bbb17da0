using EmuEdit.Core;
using EmuEdit.Dataset;

namespace EmuEdit.Learning;

/// <summary>
/// Reads examples from disk. Either a folder with <c>NAME.input.png</c> and <c>NAME.target.png</c> per pair, and optionally
/// the instruction in <c>NAME.txt</c>; or shards or Parquet files of a data set. Images may be PNG, JPEG, WebP, BMP or GIF.
/// </summary>
public static class ExampleFiles
{
    private const string Input = ".input.", Target = ".target.";

    /// <summary>Reads the example pairs.</summary>
    /// <param name="path">A folder of images, or any path that <see cref="EditDataset.Open"/> takes.</param>
    /// <param name="size">Side of the model's images in pixels.</param>
    /// <param name="codec">Decodes the images.</param>
    /// <param name="most">Maximum number of pairs, taken in the order of their names. Null
    /// takes all, of which there must not be more than <see cref="TaskExamples.Most"/>.</param>
    /// <param name="columns">Columns of Parquet files, see
    /// <see cref="EditDatasetOptions.Columns"/>; null for those of a known layout.</param>
    /// <exception cref="InvalidInputException">There are no pairs or too many, half of a pair is missing, or a file is damaged.</exception>
    public static IReadOnlyList<ExamplePair> Read(
        string path,
        int size,
        IImageCodec codec,
        int? most = null,
        IReadOnlyDictionary<string, string>? columns = null
    )
    {
        ArgumentNullException.ThrowIfNull(codec);
        var files = Directory.Exists(path) ? DatasetFolder.Visible(path) : [];
        string[] inputs = [.. files.Where(f => Path.GetFileName(f).Contains(Input, StringComparison.OrdinalIgnoreCase))];
        if (inputs.Length == 0)
            return OfDataset(path, size, most, columns);
        TaskExamples.RequireCount(most ?? inputs.Length);
        return [.. inputs.Take(most ?? inputs.Length).Select(file => OfFiles(file, files, size, codec))];
    }

    private static ExamplePair OfFiles(string input, IReadOnlyList<string> files, int size, IImageCodec codec)
    {
        var file = Path.GetFileName(input);
        var name = file[..file.LastIndexOf(Input, StringComparison.OrdinalIgnoreCase)];
        var target =
            Beside(name + Target, files, whole: false)
            ?? throw new InvalidInputException($"{input} without its image after the edit", $"{name}{Target}png next to it");
        return ExamplePair.Of(
            $"pair {name}",
            Squared(input),
            Squared(target),
            Beside(name + ".txt", files, whole: true) is { } text ? File.ReadAllText(text).Trim() : null
        );

        SquaredImage Squared(string file) => SquaredImage.Decode(codec, File.ReadAllBytes(file), file, size);
    }

    // Finds the file with that name, or whose name begins with it. Falls back
    // to other capitalisation, because cameras and old disks write capitals.
    private static string? Beside(string name, IReadOnlyList<string> files, bool whole) =>
        new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase }
            .Select(letters =>
                files.FirstOrDefault(f =>
                    Path.GetFileName(f) is var other && other.StartsWith(name, letters) && (!whole || other.Length == name.Length)
                )
            )
            .FirstOrDefault(found => found is not null);

    private static ExamplePair[] OfDataset(string path, int size, int? most, IReadOnlyDictionary<string, string>? columns)
    {
        if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
            throw new InvalidInputException(
                $"{path}, which is empty",
                "NAME.input.png and NAME.target.png for each pair, or shards, or Parquet files"
            );
        // The task of the data set's samples does not matter: they are examples of the new task.
        var dataset = EditDataset.Open(
            [path],
            new()
            {
                Size = size,
                Predict = _ => EditTask.All[0],
                Columns = columns ?? new Dictionary<string, string>(),
            }
        );
        var count = (int)Math.Min(most ?? dataset.Count, int.MaxValue);
        TaskExamples.RequireCount(count);
        return [.. Enumerable.Range(0, (int)Math.Min(count, dataset.Count)).Select(i => Of(dataset.Sample(i), i))];
    }

    private static ExamplePair Of(EditSample sample, int index) =>
        new($"pair {index + 1}", sample.Input, sample.Target, sample.Instruction, sample.Region);
}
