using EmuEdit.Orchestration;

namespace EmuEdit.Durable;

/// <summary>A backend's continuation token, marked, so that what is none is refused before the backend stumbles over it.</summary>
internal static class HubPageToken
{
    private const string Mark = "page-";

    public static string? Write(string? token) => string.IsNullOrEmpty(token) ? null : Mark + token;

    public static string? Read(string? token) => token switch
    {
        null => null,
        _ when token.StartsWith(Mark, StringComparison.Ordinal) => token[Mark.Length..],
        _ => throw ClientRules.UnknownToken(),
    };
}
