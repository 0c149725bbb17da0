using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>Instance ids: 1 to 100 printable ASCII characters without '/', '\', '?' and '#', which every engine behind the port and every URL can carry.</summary>
public static class InstanceIds
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 100;

    /// <summary>Checks an id.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static string Check(string instanceId)
    {
        ArgumentNullException.ThrowIfNull(instanceId);
        return instanceId.Length is >= 1 and <= MaxLength && instanceId.All(Allowed)
            ? instanceId
            : throw new InvalidInputException($"instance id '{Shown(instanceId)}'", $"1 to {MaxLength} printable ASCII characters without / \\ ? #");
    }

    private static bool Allowed(char c) => c is > ' ' and <= '~' and not ('/' or '\\' or '?' or '#');

    // Short and on one line, whatever was given.
    private static string Shown(string id) =>
        string.Concat(id.Take(MaxLength).Select(c => char.IsControl(c) ? '?' : c)) + (id.Length > MaxLength ? "..." : "");
}
