using System.Net;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// Refuses requests with a host name that is not the server's. A page whose name was made to point here (DNS rebinding) has our origin in
/// its browser's view, but its requests contain the page's name.
/// </summary>
internal sealed class HostCheck(RequestDelegate next, ServerSettings settings)
{
    private readonly IPAddress? _bound = IPAddress.TryParse(settings.Host, out var address) ? address : null;

    public Task InvokeAsync(HttpContext context) =>
        settings.Gate.AnyHost || IsOurs(context.Request.Host.Host)
            ? next(context)
            : Refusal
                .Forbidden(
                    $"This server is not called '{context.Request.Host.Host}'.",
                    "Foreign host",
                    "start it with --allow-host NAME if it is"
                )
                .ExecuteAsync(context);

    private bool IsOurs(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address)
            ? IsOurs(address) || settings.Gate.Hosts.Contains(host.Trim('[', ']'))
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || settings.Gate.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    // If the server is bound to all addresses, any address is accepted: unlike a name, an address cannot be made to point elsewhere.
    private bool IsOurs(IPAddress address) =>
        IPAddress.IsLoopback(address)
        || address.Equals(_bound)
        || _bound is not null && (_bound.Equals(IPAddress.Any) || _bound.Equals(IPAddress.IPv6Any));
}
