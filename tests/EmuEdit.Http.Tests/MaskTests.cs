using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Http.Tests;

public class MaskTests
{
    private static readonly Image Picture = HttpHost.Codec.Decode(HttpHost.Source, "");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Turn_WithAMask_ChangesNothingOutsideIt()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        var free = await host.Make(session);
        using var back = await host.Send(HttpMethod.Post, session + "/undo");
        using var accepted = await host.Post(session, new { instruction = "red", mask = Mask(Columns) });
        var turn = await host.End(accepted.Headers.Location!.ToString());
        Assert.Equal((false, true), (free["masked"]!.GetValue<bool>(), turn["masked"]!.GetValue<bool>()));
        AssertKept(await host.Picture(free["image"]!.GetValue<string>()), await host.Picture(turn["image"]!.GetValue<string>()));
        var changes = Core.Mask.Of(await host.Picture(turn["changes"]!.GetValue<string>()));
        Assert.Equal(turn["changed_pixels"]!.GetValue<int>(), changes.Count);
        Assert.All(Enumerable.Range(Columns, Picture.Width - Columns), x => Assert.False(changes[x, 0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Edit_WithAMask_ChangesNothingOutsideIt(bool asTurn)
    {
        await using var host = await HttpHost.Start(server: new() { EditPatience = asTurn ? Patience.Limit : null });
        AssertKept(await Edit(host, null), await Edit(host, Mask(Columns)));
    }

    [Fact]
    public async Task Turn_SameKeyAndAnotherMask_IsAnotherRequest()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        using var first = await host.Post(session, new { instruction = "red", mask = Mask(Columns) }, ("Idempotency-Key", "k"));
        using var same = await host.Post(session, new { instruction = "red", mask = Mask(Columns) }, ("Idempotency-Key", "k"));
        using var other = await host.Post(session, new { instruction = "red", mask = Mask(Columns + 1) }, ("Idempotency-Key", "k"));
        using var none = await host.Post(session, new { instruction = "red" }, ("Idempotency-Key", "k"));
        Assert.Equal(
            [HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity],
            new[] { first, same, other, none }.Select(a => a.StatusCode));
    }

    [Theory]
    [InlineData("not Base64", "a file in Base64")]
    [InlineData("AAAA", "a PNG")]
    [InlineData("", "a PNG")]
    public async Task Turn_WithAMaskThatIsNone_IsRefusedAndNotAccepted(string mask, string allowed)
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        using var answer = await host.Post(session, new { instruction = "red", mask });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            allowed,
            (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["detail"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        Assert.Empty((await host.Json(session))["turns"]!.AsArray());
    }

    private const int Columns = 12;

    // White in the first columns.
    private static byte[] Mask(int columns)
    {
        var mask = new Mask(Picture.Width, Picture.Height);
        for (var i = 0; i < mask.Pixels.Length; i++)
            mask.Pixels[i] = i % mask.Width < columns ? (byte)255 : (byte)0;
        return HttpHost.Codec.EncodePng(mask.ToImage());
    }

    private static async Task<Image> Edit(HttpHost host, byte[]? mask)
    {
        using var form = ServerProcess.Form(HttpHost.Source, ("instruction", "red"));
        if (mask is not null)
            form.Add(new ByteArrayContent(mask), "mask", "mask.png");
        using var answer = await host.Client.PostAsync("/api/edits", form, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return HttpHost.Codec.Decode(await answer.Content.ReadAsByteArrayAsync(Stop), "");
    }

    // Inside as without a mask, where the toy's edit changes more than that; outside as before.
    private static void AssertKept(Image free, Image kept)
    {
        Assert.NotEqual(free.Pixels, kept.Pixels);
        for (var i = 0; i < kept.Pixels.Length; i++)
            Assert.Equal((i / 3 % kept.Width < Columns ? free : Picture).Pixels[i], kept.Pixels[i]);
        Assert.NotEqual(Picture.Pixels, kept.Pixels);
    }
}
