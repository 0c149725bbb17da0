using System.Net;
using Microsoft.AspNetCore.Http;

namespace EmuEdit.Http;

/// <summary>
/// Refuses requests that call the server by a name that is not its own. A page whose name was made to point here (DNS rebinding) is of our origin to its browser, but sends its own name.
/// </summary>
internal sealed class HostCheck(RequestDelegate next, ServerSettings settings)
{
    private readonly IPAddress? _bound = IPAddress.TryParse(settings.Host, out var address) ? address : null;

    public Task InvokeAsync(HttpContext context) => settings.Gate.AnyHost || IsOurs(context.Request.Host.Host)
        ? next(context)
        : Refusal.Forbidden($"This server is not called '{context.Request.Host.Host}'.", "Foreign host", "start it with --allow-host NAME if it is").ExecuteAsync(context);

    private bool IsOurs(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address)
        ? IsOurs(address) || settings.Gate.Hosts.Contains(host.Trim('[', ']'))
        : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || settings.Gate.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    // Bound to every address of the machine, any may be meant: an address, other than a name, cannot be made to point elsewhere.
    private bool IsOurs(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.Equals(_bound) || _bound is not null && (_bound.Equals(IPAddress.Any) || _bound.Equals(IPAddress.IPv6Any));
}
