using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.TestKit;
using static EmuEdit.Instructions.Tests.Chats;

namespace EmuEdit.Instructions.Tests;

public sealed class AgentInstructionWriterTests
{
    [Fact]
    public async Task Write_ValidReply_IsWrittenWithItsProvenance()
    {
        await using var server = await ChatServer.Start(ChatServer.Say(Removal, 900, 30));
        var written = Assert.IsType<WrittenInstruction>(await Write(server, Request()));
        Assert.Equal(EditTask.Named("remove"), written.Task);
        Assert.Equal(
            (Caption, "remove the spotted dog", "spotted dog", "a red barn"),
            (written.InputCaption, written.Instruction, written.EditedObject, written.OutputCaption)
        );
        var prompt = AgentPrompt.Draw(TaskAgent.Of(written.Task), Caption, 7, 0, 0.6);
        Assert.Equal(new("toy-1") { Tries = 1, Verb = prompt.Verb, Exemplars = 9, Tokens = new(900, 30) }, written.Provenance);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Write_ASample_AsksAsThePaperDoes()
    {
        await using var server = await ChatServer.Start(ChatServer.Say(Removal));
        await Write(server, Request());
        var call = Assert.Single(server.Calls);
        Assert.Equal(
            AgentPrompt
                .Draw(TaskAgent.Of(EditTask.Named("remove")), Caption, 7, 0, 0.6)
                .Messages.Select(m => (m.Role.ToString().ToLowerInvariant(), m.Text)),
            call.Messages
        );
        Assert.Equal(0.9f, call.Body.GetProperty("temperature").GetSingle());
        Assert.Equal(0.9f, call.Body.GetProperty("top_p").GetSingle());
    }

    [Fact]
    public async Task Write_SameSeedAndIndex_AsksTheSame()
    {
        await using var server = await ChatServer.Start(ChatServer.Say(Removal));
        await Write(server, Request(index: 3));
        await Write(server, Request(index: 4));
        await Write(server, Request(index: 3));
        Assert.Equal(server.Calls[0].Body.GetRawText(), server.Calls[2].Body.GetRawText());
        Assert.NotEqual(server.Calls[0].Body.GetProperty("seed").GetInt32(), server.Calls[1].Body.GetProperty("seed").GetInt32());
    }

    [Fact]
    public async Task Write_SeedTurnedOff_IsNotSent()
    {
        await using var server = await ChatServer.Start(ChatServer.Say(Removal));
        await Write(server, Request(), new() { SendSeed = false });
        Assert.False(server.Calls[0].Body.TryGetProperty("seed", out _));
    }

    [Fact]
    public async Task Write_EditOfTheWholePicture_HasNoObject()
    {
        await using var server = await ChatServer.Start(
            ChatServer.Say(Reply("make it night", "", "a spotted dog beside a red barn at night"))
        );
        Assert.Null(Assert.IsType<WrittenInstruction>(await Write(server, Request(task: "global"))).EditedObject);
    }

    [Fact]
    public async Task Write_WayBackOfATranslation_HasTheMapAsItsInput()
    {
        await using var server = await ChatServer.Start(
            ChatServer.Say(call =>
                call.Messages[^1].Text.Contains("a sketch of", StringComparison.Ordinal)
                    ? Reply("turn the sketch into a photo", "", "a photo of a spotted dog beside a red barn")
                    : Reply("sketch it", "", "a sketch of " + Caption)
            )
        );
        var inputs = new List<string>();
        for (var i = 0; i < 12; i++)
            inputs.Add(Assert.IsType<WrittenInstruction>(await Write(server, Request(task: "sketch", index: i))).InputCaption);
        Assert.Equal([Caption, "a sketch of " + Caption], inputs.Distinct().Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task Write_Resumed_PaysForNothingTwiceAndWritesTheSame()
    {
        using var store = new TemporaryStore();
        var requests = Enumerable.Range(0, 6).Select(i => Request(index: i)).ToList();
        // Every other reply is bad, so that questions after an error are recorded as well.
        var answers = Enumerable.Range(0, 20).Select(i => ChatServer.Say(i % 2 == 0 ? "no" : Removal, 10, 5)).ToList();
        var (paid, first) = await WriteAll(store, requests.Take(4), await ChatServer.Start([.. answers]));
        Assert.Equal((8, 0), (paid.Paid.Replies, paid.Recorded.Replies));

        var (resumed, all) = await WriteAll(store, requests, await ChatServer.Start([.. answers]));
        Assert.Equal((4, 8), (resumed.Paid.Replies, resumed.Recorded.Replies));
        Assert.Equal(first, all.Take(4));

        var (recorded, again) = await WriteAll(store, requests, await ChatServer.Start(ChatServer.Status(500)));
        Assert.Equal((0, 12), (recorded.Paid.Replies, recorded.Recorded.Replies));
        Assert.Equal(all, again);
    }

    [Fact]
    public void Outcome_AsJson_ComesBackTheSame()
    {
        InstructionProvenance provenance = new("toy-1") { Tries = 2, Verb = "erase", Exemplars = 9, Tokens = new(10, 5) };
        InstructionOutcome[] outcomes =
        [
            new WrittenInstruction(EditTask.Named("remove"), Caption, "remove the dog", "dog", "a red barn", provenance),
            new RejectedInstruction(InstructionFault.NotJson, "it is empty", provenance),
        ];
        var json = JsonSerializer.Serialize(outcomes, JsonSerializerOptions.Web);
        Assert.Contains("\"NotJson\"", json, StringComparison.Ordinal);
        Assert.Equal(outcomes, JsonSerializer.Deserialize<InstructionOutcome[]>(json, JsonSerializerOptions.Web)!);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_SaysWhatIsAllowed()
    {
        using var model = OpenAIChatClient.Compatible(new("http://localhost"), null, "toy");
        Assert.Contains(
            "above 0 to 1",
            Assert.Throws<InvalidInputException>(() => new AgentInstructionWriter(model, new() { ExemplarShare = 0 })).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidInputException>(() => new AgentInstructionWriter(model, new() { ExemplarShare = double.NaN }));
        Assert.Throws<InvalidInputException>(() => new AgentInstructionWriter(model, new() { MaxTries = 0 }));
        Assert.Throws<InvalidInputException>(() => new AgentInstructionWriter(model, new() { Temperature = -1 }));
        Assert.Throws<InvalidInputException>(() => new AgentInstructionWriter(model, new() { TopP = 0 }));
    }

    private static async Task<(ChatTotals Totals, IReadOnlyList<InstructionOutcome> Outcomes)> WriteAll(
        TemporaryStore store,
        IEnumerable<InstructionRequest> requests,
        ChatServer server
    )
    {
        await using (server)
        {
            using var model = server.Model();
            var metered = new MeteringChatClient(new RecordingChatClient(model, store.Blobs));
            var writer = new AgentInstructionWriter(metered);
            var outcomes = new List<InstructionOutcome>();
            foreach (var request in requests)
                outcomes.Add(await writer.WriteAsync(request, Stop));
            Assert.Equal(metered.Totals.Paid.Replies, server.Calls.Count);
            return (metered.Totals, outcomes);
        }
    }
}
