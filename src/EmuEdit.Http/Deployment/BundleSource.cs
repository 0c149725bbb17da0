using System.Text.RegularExpressions;

namespace EmuEdit.Http;

/// <summary>A model bundle in a storage account.</summary>
/// <param name="Container">The container, which must be readable.</param>
/// <param name="Name">The bundle's name. The names of its blobs begin with this name and a slash.</param>
public sealed partial record BundleSource(string Container, string Name)
{
    /// <summary>Parses <c>CONTAINER/NAME</c>. Returns null if the text has another form.</summary>
    public static BundleSource? TryParse(string text) =>
        Form().Match(text) is { Success: true } m ? new(m.Groups[1].Value, m.Groups[2].Value) : null;

    [GeneratedRegex("^([a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9])/([A-Za-z0-9][A-Za-z0-9._-]{0,99})$")]
    private static partial Regex Form();
}
