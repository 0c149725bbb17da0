using System.Text;

namespace EmuEdit.Http.Tests.Fuzz;

/// <summary>A request as it is sent.</summary>
/// <param name="Method">Any word.</param>
/// <param name="Path">Path and query, in ASCII.</param>
/// <param name="Headers">In their order; a name may come twice.</param>
/// <param name="Body">Null for none.</param>
internal sealed record FuzzRequest(string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body)
{
    private static readonly UriCreationOptions s_asItStands = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public HttpRequestMessage Message(Uri server)
    {
        var uri = new Uri(server.GetLeftPart(UriPartial.Authority) + Path, in s_asItStands);
        var message = new HttpRequestMessage(new(Method), uri) { Content = Body is null ? null : new ByteArrayContent(Body) };
        foreach (var (name, value) in Headers)
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    /// <summary>All of it, so that it can be repeated; the body in Base64.</summary>
    public override string ToString() =>
        new StringBuilder($"{Method} {Path}\n")
            .AppendJoin('\n', Headers.Select(h => $"{h.Name}: {h.Value}"))
            .Append("\n\n")
            .Append(Convert.ToBase64String(Body ?? []))
            .ToString();
}
