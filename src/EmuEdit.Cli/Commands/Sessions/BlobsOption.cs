using System.CommandLine;
using EmuEdit.Storage;

namespace EmuEdit.Cli.Commands;

/// <summary><c>--blobs</c>: a container of Azure Storage for documents and images, in place of the data folder.</summary>
internal static class BlobsOption
{
    // A connection string contains a key, and other users of the machine can read command lines.
    private const string Variable = "EMUEDIT_BLOBS";

    public static Option<string?> Create() =>
        new("--blobs")
        {
            Description =
                "Keep documents and pictures in Azure Storage: a container's URL (used with this machine's or user's "
                    + "identity), or a connection string "
                + $"(container {AzureBlobStore.DefaultContainer}); default ${Variable}, or else the data folder. "
                + "The journal stays in the data folder",
            HelpName = "url|connection-string",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null,
        };

    /// <summary>Opens the given container. Returns null if none is given.</summary>
    public static async Task<IBlobStore?> OpenAsync(string? location, CancellationToken cancellationToken) =>
        location is null ? null : await AzureBlobStore.OpenAsync(location, cancellationToken);
}
