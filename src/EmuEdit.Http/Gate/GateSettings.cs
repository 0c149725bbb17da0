using EmuEdit.Core;

namespace EmuEdit.Http;

/// <summary>Who may use the server. <c>docs/security.md</c> says what each setting prevents.</summary>
public sealed record GateSettings
{
    /// <summary>Whether requests may name any host, because a front end has already checked it. Default false.</summary>
    public bool AnyHost { get; init; }

    /// <summary>
    /// Host names, without ports, that requests may use in addition to loopback names and the server's own address. Default: none.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>
    /// Origins whose pages may use the server, such as <c>http://localhost:5173</c>. Default: only the server's own origin.
    /// </summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>The key that every request must have, except for <c>/healthz</c> and the page. Default null: none.</summary>
    public AccessKey? Key { get; init; }

    /// <summary>Whether a server that other machines can reach may run without a key. Default false.</summary>
    public bool WithoutKey { get; init; }

    /// <summary>Checks the names and the origins.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="InvalidInputException">A name or an origin is not valid.</exception>
    public GateSettings Validated()
    {
        if (Hosts.FirstOrDefault(h => Uri.CheckHostName(h) == UriHostNameType.Unknown) is { } host)
            throw new InvalidInputException($"--allow-host {host}", "a name or an address, without a port");
        if (Origins.FirstOrDefault(o => !IsOrigin(o)) is { } origin)
            throw new InvalidInputException(
                $"--allow-origin {origin}",
                "an origin, such as http://localhost:5173, as a browser sends it: no path, and no * for all of them"
            );
        return this;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}
