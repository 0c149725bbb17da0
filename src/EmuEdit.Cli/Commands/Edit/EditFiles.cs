using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Imaging;

namespace EmuEdit.Cli.Commands;

/// <summary>An instruction and its result.</summary>
/// <param name="Number">The number of the turn in its session.</param>
/// <param name="Instruction">The instruction.</param>
/// <param name="Result">The result.</param>
/// <param name="Time">How long the turn took.</param>
internal sealed record EditTurn(int Number, string Instruction, EditResult Result, TimeSpan Time)
{
    /// <summary>The share of the pixels that changed, 0 to 1.</summary>
    public double ChangedShare => (double)Result.Changes.Count / Result.Changes.Pixels.Length;
}

/// <summary>
/// The files of an edit, named after its output: <c>out.png</c> is the last turn, <c>out.turn1.png</c> and so on are the turns (if there
/// are several), <c>out.turn1.changes.png</c> and so on are the pixels that each turn changed, and <c>out.sheet.png</c> shows all side by
/// side.
/// </summary>
internal sealed class EditFiles
{
    private readonly string _output;
    private readonly List<string> _written = [];
    private readonly SkiaCodec _codec = new();

    /// <param name="output">The PNG of the last turn.</param>
    /// <param name="input">The file to edit, which is not changed. Null if a session is continued.</param>
    /// <param name="turns">The number of turns.</param>
    /// <exception cref="InvalidInputException">The output is a folder or not a PNG, or a file would replace the input.</exception>
    public EditFiles(string output, string? input, int turns)
    {
        if (!output.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException(
                $"output {output}",
                "a path that ends in .png",
                "PNG is lossless, so that the next turn starts from the same pixels"
            );
        if (Directory.Exists(output))
            throw new InvalidInputException($"output {output} is a folder", "a path that ends in .png");
        _output = output;
        if (input is not null && FileIdentity.Replaced(Names(turns), input) is { } same)
            throw new InvalidInputException(
                $"output {output}, which would replace {same}, the picture that is edited",
                "another path",
                "the picture stays as it is"
            );
    }

    public IReadOnlyList<string> Written => _written;

    /// <summary>The names of the files that so many turns make.</summary>
    public IEnumerable<string> Names(int turns) =>
        [
            .. Enumerable.Range(1, turns).SelectMany(i => new[] { Beside($".turn{i}.png"), Beside($".turn{i}.changes.png") }),
            Beside(".sheet.png"),
            _output,
        ];

    public void Write(Image input, IReadOnlyList<EditTurn> turns)
    {
        foreach (var (i, turn) in turns.Index())
        {
            if (turns.Count > 1)
                Write(Beside($".turn{i + 1}.png"), turn.Result.Image);
            Write(Beside($".turn{i + 1}.changes.png"), turn.Result.Changes.ToImage());
        }
        Write(Beside(".sheet.png"), SideBySide(input, turns));
        Write(_output, turns[^1].Result.Image);
    }

    // One row per turn: before, after, and the changes.
    private static Image SideBySide(Image input, IReadOnlyList<EditTurn> turns) =>
        Sheet.Grid(
            [
                .. turns.Select(
                    (t, i) =>
                        (IReadOnlyList<(Image, string)>)
                            [
                                i == 0 ? (input, "input") : (turns[i - 1].Result.Image, $"after turn {i}"),
                                (t.Result.Image, $"{i + 1}. {t.Instruction}"),
                                (t.Result.Changes.ToImage(), $"{t.ChangedShare:0.0%} of the pixels changed (task: {t.Result.Task})"),
                            ]
                ),
            ],
            cell: 256
        );

    private string Beside(string ending) => _output[..^".png".Length] + ending;

    private void Write(string path, Image image)
    {
        _codec.Write(path, image);
        _written.Add(path);
    }
}
