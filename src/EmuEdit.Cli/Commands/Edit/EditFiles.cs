using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Imaging;

namespace EmuEdit.Cli.Commands;

/// <summary>One instruction and what it gave.</summary>
internal sealed record EditTurn(string Instruction, EditResult Result, TimeSpan Time)
{
    /// <summary>Share of the pixels that changed, 0 to 1.</summary>
    public double ChangedShare => (double)Result.Changes.Count / Result.Changes.Pixels.Length;
}

/// <summary>
/// The files of an edit, named after its output: <c>out.png</c> the last turn, <c>out.turn1.png</c> ... each turn (when there are several),
/// <c>out.turn1.changes.png</c> ... the pixels it changed, <c>out.sheet.png</c> all side by side.
/// </summary>
internal sealed class EditFiles
{
    private readonly string _output;
    private readonly List<string> _written = [];
    private readonly SkiaCodec _codec = new();

    public EditFiles(string output)
    {
        if (!output.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException($"output {output}", "a path that ends in .png", "PNG is lossless, so that the next turn starts from the same pixels");
        if (Directory.Exists(output))
            throw new InvalidInputException($"output {output} is a folder", "a path that ends in .png");
        _output = output;
    }

    public IReadOnlyList<string> Written => _written;

    public void Write(Image input, IReadOnlyList<EditTurn> turns)
    {
        foreach (var (i, turn) in turns.Index())
        {
            if (turns.Count > 1)
                Write($".turn{i + 1}.png", turn.Result.Image);
            Write($".turn{i + 1}.changes.png", turn.Result.Changes.ToImage());
        }
        Write(".sheet.png", SideBySide(input, turns));
        Write(".png", turns[^1].Result.Image);
    }

    // A row a turn: before, after, what changed.
    private static Image SideBySide(Image input, IReadOnlyList<EditTurn> turns) => Sheet.Grid([.. turns.Select((t, i) => (IReadOnlyList<(Image, string)>)
        [
            i == 0 ? (input, "input") : (turns[i - 1].Result.Image, $"after turn {i}"),
            (t.Result.Image, $"{i + 1}. {t.Instruction}"),
            (t.Result.Changes.ToImage(), $"{t.ChangedShare:0.0%} of the pixels changed (task: {t.Result.Task})"),
        ])], cell: 256);

    private void Write(string ending, Image image)
    {
        var path = _output[..^4] + ending;
        _codec.Write(path, image);
        _written.Add(path);
    }
}
