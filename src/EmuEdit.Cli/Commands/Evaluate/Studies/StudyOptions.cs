using System.CommandLine;
using System.Globalization;
using EmuEdit.Core;

namespace EmuEdit.Cli.Commands;

/// <summary>Options of the commands that train editors to compare them.</summary>
internal sealed class StudyOptions(long steps)
{
    private readonly Option<Seed[]> _seeds = SeedOption.Many(
        "Seeds; each trains its own editors and scores them on its own world",
        1,
        2,
        3
    );
    private readonly Option<long> _steps = NumberOption.Of("--steps", "Steps that an editor is trained", "at least 1", steps);
    private readonly Option<int> _batch = NumberOption.Of("--batch", "Samples per step", "1 to 4096", 32);
    private readonly Option<int> _count = NumberOption.Of("--count", "Edits of each task that are scored", "1 to 100000", 50);
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Folder of editors and results; run again to continue after a stop",
        HelpName = "folder",
        Required = true,
    };
    private readonly Option<string?> _bundle = BundleOption.Create();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _seeds, _steps, _batch, _count, _output, _bundle })
            command.Add(option);
    }

    public IReadOnlyList<long> Seeds(ParseResult parsed) => [.. parsed.GetRequiredValue(_seeds).Distinct().Select(s => s.Bits)];

    public long Steps(ParseResult parsed) =>
        parsed.GetValue(_steps) is >= 1 and var steps
            ? steps
            : throw new InvalidInputException($"--steps {parsed.GetValue(_steps)}", "at least 1");

    public string Output(ParseResult parsed) => parsed.GetRequiredValue(_output);

    /// <summary>Returns the bundle that editors start from, or whose other parts they use.</summary>
    public string Bundle(ParseResult parsed) => parsed.GetValue(_bundle) ?? BundleOption.FindShipped();

    // Checked here, so that an error does not appear after an hour of training.
    public EditorStudy Study(ParseResult parsed) => parsed.GetValue(_count) is >= 1 and <= 100_000 and var count
        ? new(Output(parsed), Bundle(parsed), count)
        : throw new InvalidInputException($"--count {parsed.GetValue(_count)}", "1 to 100000");

    /// <summary>
    /// Returns options of <c>train editor</c> for editors with random weights. In a short run, the warm-up takes a quarter of the steps.
    /// </summary>
    public IReadOnlyList<string> FromNothing(ParseResult parsed, long steps) =>
        [
            "--size",
            Text(BundleOption.ImageSize(Bundle(parsed))),
            .. Length(parsed, steps),
            "--warm-up-steps",
            Text(Math.Min(300, steps / 4)),
            "--last-timestep-share",
            "0.9",
            "--held-out-count",
            "32",
        ];

    /// <summary>Returns options of <c>train editor</c> for the length of the training.</summary>
    public IReadOnlyList<string> Length(ParseResult parsed, long steps) =>
        ["--steps", Text(steps), "--batch", Text(parsed.GetValue(_batch))];

    /// <summary>Prints a table and writes it to the folder of the editors.</summary>
    public void Write(ParseResult parsed, string name, StudyTable table)
    {
        var path = Path.Combine(Output(parsed), name + ".md");
        AtomicFile.Write(path, table.Markdown());
        Console.WriteLine(table.Markdown());
        Console.WriteLine($"wrote {path}");
    }

    /// <summary>Formats a number as the value of an option.</summary>
    public static string Text<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
