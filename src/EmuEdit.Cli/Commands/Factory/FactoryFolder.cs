using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Storage;

namespace EmuEdit.Cli.Commands;

/// <summary>The folder of a data set: finished, unfinished with what <c>factory run</c> continues from, or empty.</summary>
internal sealed class FactoryFolder(string output)
{
    private const string WorkFolder = ".factory", Manifest = "manifest.json";

    /// <summary>The folder of an unfinished run.</summary>
    public string Work { get; } = Path.Combine(output, WorkFolder);

    /// <summary>Whether it contains a finished data set.</summary>
    public bool IsDone => File.Exists(Path.Combine(output, Manifest));

    /// <summary>Whether it contains an unfinished run.</summary>
    public bool IsUnfinished => Directory.Exists(Work);

    /// <summary>Checks that a run may begin or continue here.</summary>
    /// <exception cref="InvalidInputException">It contains something else.</exception>
    public void Check()
    {
        if (File.Exists(output))
            throw new InvalidInputException($"{output}, which is a file", "a folder");
        if (IsDone)
            throw new InvalidInputException(
                $"{output}, which has a finished data set",
                "a new folder, or one where a run was stopped",
                "choose another folder"
            );
        if (Directory.Exists(output) && !IsUnfinished && Directory.EnumerateFileSystemEntries(output).Any())
            throw new InvalidInputException(
                $"{output}, which has other files",
                "a new folder, an empty one, or one where a run was stopped",
                "choose another folder"
            );
    }

    /// <summary>Writes the files of a finished batch.</summary>
    public async Task DeliverAsync(IBlobStore blobs, string prefix, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var name in blobs.ListAsync(prefix, cancellationToken))
            names.Add(name[prefix.Length..]);
        // The manifest is written last, so a folder with a manifest is complete.
        foreach (var name in names.OrderBy(n => n == Manifest))
        {
            var content = (await blobs.GetAsync(prefix + name, cancellationToken)).Content;
            AtomicFile.Write(Path.Combine(output, name), content.Span);
        }
    }

    /// <summary>Deletes what the run continued from, and prints the result.</summary>
    /// <param name="made">The batch. Null if an earlier run has printed it.</param>
    public void End(BatchStatus? made)
    {
        Directory.Delete(Work, recursive: true);
        var kept = made is null ? "" : $"kept {made.Kept} of {made.Candidates} pairs drawn for {made.Tried} samples\n";
        CommandOutput.Result(
            $"{kept}wrote {output}; its README.md describes the data set, FUNNEL.md and funnel.png show why the other pairs were rejected",
            new { Output = output, made?.Kept, Pairs = made?.Candidates, Samples = made?.Tried }
        );
    }
}
