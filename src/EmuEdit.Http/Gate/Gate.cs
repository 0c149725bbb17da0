using System.Net;
using EmuEdit.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace EmuEdit.Http;

/// <summary>The checks that a request passes first, in this order.</summary>
internal static class Gate
{
    // Response headers that pages of other origins may read.
    private static readonly string[] Exposed =
    [
        "Location",
        "ETag",
        "Link",
        "Retry-After",
        "Emu-Task",
        "Emu-Task-Confidence",
        "Emu-Seed",
        "Emu-Changed-Pixels",
    ];

    public static IServiceCollection AddGate(this IServiceCollection services, GateSettings settings) =>
        services.AddCors(cors => cors.AddDefaultPolicy(policy => Allow(policy, settings.Validated())));

    public static IApplicationBuilder UseGate(this IApplicationBuilder app) => app
        .Use(SafeHeaders.AddAsync)
        .UseMiddleware<HostCheck>()
        .UseMiddleware<OriginCheck>()
        // A browser sends a preflight request without a key, to learn what a page of an allowed origin may send.
        .UseCors()
        .UseMiddleware<KeyCheck>();

    /// <summary>Refuses a server that other machines can reach and that requires no key.</summary>
    /// <exception cref="InvalidInputException">Other machines can reach the server, and it requires no key.</exception>
    public static void RequireKey(ServerSettings settings, IPAddress address)
    {
        if (!IPAddress.IsLoopback(address) && settings.Gate is { Key: null, WithoutKey: false })
            throw new InvalidInputException(
                $"--host {settings.Host} without a key",
                "--key-file FILE with the key that clients must show",
                "say --no-key if whoever reaches this address may use the server"
            );
    }

    private static void Allow(CorsPolicyBuilder policy, GateSettings settings) =>
        policy
            .WithOrigins([.. settings.Origins])
            .AllowAnyHeader()
            .WithMethods("GET", "HEAD", "POST", "DELETE")
            .WithExposedHeaders(Exposed)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10));
}
