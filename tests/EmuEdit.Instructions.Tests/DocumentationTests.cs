using EmuEdit.Core;
using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Instructions.Tests;

/// <summary>The example of docs/instructions.md is the code between the two marks below, and it runs.</summary>
public sealed class DocumentationTests
{
    private const string From = "// <docs>", To = "// </docs>";

    [Fact]
    public void Example_OfTheDocumentation_IsTheOneThatRuns()
    {
        var lines = Resource("DocumentationTests.cs").Split('\n');
        var (from, to) = (Array.FindIndex(lines, l => l.Trim() == From), Array.FindIndex(lines, l => l.Trim() == To));
        var indent = lines[from].Length - lines[from].TrimStart().Length;
        var code = string.Join('\n', lines[(from + 1)..to].Select(l => l.Length > indent ? l[indent..] : l));
        Assert.Contains($"```csharp\n{code}\n```", Resource("instructions.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Example_OfTheDocumentation_Runs()
    {
        await using var server = await ChatServer.Start(
            ChatServer.Say(Chats.Reply("remove the dog", "dog", "a red barn"), 1_000_000, 100_000)
        );
        var folder = Directory.CreateTempSubdirectory("emuedit-");
        try
        {
            Assert.Equal("remove the dog 0.28", await Example(server.Endpoint, "secret", folder.FullName, Chats.Stop));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Example(Uri endpoint, string? key, string folder, CancellationToken stop)
    {
        var said = new List<string>();
        // <docs>
        using var blobs = new FolderBlobStore(folder);
        using var model = OpenAIChatClient.Compatible(endpoint, key, "llama-2-70b-chat");
        using var recording = new RecordingChatClient(new RetryingChatClient(model), blobs);
        using var metering = new MeteringChatClient(recording, new() { InputPerMillion = 0.2m, OutputPerMillion = 0.8m });
        IInstructionWriter writer = new AgentInstructionWriter(metering);

        var outcome = await writer.WriteAsync(new("a spotted dog beside a red barn", EditTask.Named("remove"), Seed: 7, Index: 0), stop);
        if (outcome is WrittenInstruction written)
            said.Add($"{written.Instruction} {metering.Totals.Paid.Cost:0.00}");
        else if (outcome is RejectedInstruction rejected)
            said.Add($"{rejected.Fault}: {rejected.Reason}");
        // </docs>
        return string.Join(' ', said);
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(DocumentationTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
