using EmuEdit.Orchestration;

namespace EmuEdit.Durable;

/// <summary>A backend's continuation token with a mark, so that a wrong token is refused before it makes the backend fail.</summary>
internal static class PageToken
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
