using EmuEdit.Core;

namespace EmuEdit.Orchestration;

/// <summary>
/// Rules for instance ids. An id has 1 to 100 printable ASCII characters and does not contain '/', '\', '?' or '#'. Every engine and every
/// URL can carry such an id.
/// </summary>
public static class InstanceIds
{
    /// <summary>The maximum length of an id, in characters.</summary>
    public const int MaxLength = 100;

    /// <summary>Checks an id.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidInputException">The id is not valid.</exception>
    public static string Check(string instanceId)
    {
        ArgumentNullException.ThrowIfNull(instanceId);
        return instanceId.Length is >= 1 and <= MaxLength && instanceId.All(Allowed)
            ? instanceId
            : throw new InvalidInputException(
                $"instance id '{Shown(instanceId)}'",
                $"1 to {MaxLength} printable ASCII characters without / \\ ? #"
            );
    }

    private static bool Allowed(char c) => c is > ' ' and <= '~' and not ('/' or '\\' or '?' or '#');

    // The result is short and on one line, whatever the input is.
    private static string Shown(string id) =>
        string.Concat(id.Take(MaxLength).Select(c => char.IsControl(c) ? '?' : c)) + (id.Length > MaxLength ? "..." : "");
}
