using System.Security.Cryptography;
using System.Text.Json;
using EmuEdit.Core;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// The files that edits have written, with their hashes, so that the next edit may replace them and no others. The list is a file in the
/// data folder.
/// </summary>
internal sealed class WrittenFiles
{
    private const int Most = 2000;

    private readonly string _list;
    private readonly List<KeyValuePair<string, string>> _hashes;

    public WrittenFiles(string dataFolder)
    {
        _list = Path.Combine(dataFolder, "written.json");
        _hashes = [.. Read(_list)];
    }

    /// <summary>Refuses to replace a file that no edit has written, or that was changed since. In a terminal, it asks.</summary>
    /// <exception cref="InvalidInputException">A file would be replaced.</exception>
    public void RequireReplaceable(IEnumerable<string> outputs)
    {
        if (outputs.FirstOrDefault(IsForeign) is not { } foreign || Agrees(foreign))
            return;
        throw new InvalidInputException(
            $"output {foreign}, which exists and was not written by 'emuedit edit'",
            "a path without a file",
            "choose another path, or replace the file with --overwrite"
        );
    }

    /// <summary>Adds files that were just written.</summary>
    public void Add(IEnumerable<string> outputs)
    {
        foreach (var path in outputs.Select(Path.GetFullPath))
        {
            _hashes.RemoveAll(h => h.Key == path);
            _hashes.Add(new(path, Hash(path)));
        }
        AtomicFile.Write(_list, JsonSerializer.Serialize(_hashes.TakeLast(Most).ToDictionary()));
    }

    private bool IsForeign(string path) =>
        File.Exists(path) && !_hashes.Contains(new(Path.GetFullPath(path), Hash(path)));

    private static bool Agrees(string path)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
            return false;
        Console.Error.Write($"{path} exists and was not written by 'emuedit edit'. Replace it? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    // A damaged list costs a question, not an edit.
    private static Dictionary<string, string> Read(string list)
    {
        try
        {
            return File.Exists(list) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(list)) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
