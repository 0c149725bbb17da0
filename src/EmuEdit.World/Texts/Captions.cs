using EmuEdit.World.Scenes;

namespace EmuEdit.World.Texts;

/// <summary>Writes sentences that describe a scene.</summary>
internal static class Captions
{
    private static readonly Phrasing Opening = Phrasing
        .Of("{0}", "a picture of {0}", "there is {0}", "(we see|here is) {0}")
        .HeldOut("a (view|photo) of {0}");

    /// <summary>
    /// Writes a natural caption: some objects with their positions, the place, and the light unless
    /// it is plain day.
    /// </summary>
    public static string Of(Scene scene, Voice voice) => Of(scene, scene, voice).Before;

    /// <summary>
    /// Writes the captions of an edit, which differ only in what it changes, as prompt-to-prompt
    /// expects. A new object is named last.
    /// </summary>
    public static (string Before, string After) Of(Scene before, Scene after, Voice voice)
    {
        var order = Order(before, voice);
        var opening = Opening.Pattern(voice);
        return (string.Format(opening, Body(before, order)), string.Format(opening, Body(after, order)));
    }

    /// <summary>
    /// Writes a natural caption, and what it says the image shows, without the opening: "a sketch
    /// of there is a cube" is no English.
    /// </summary>
    public static (string Caption, string Subject) WithSubject(Scene scene, Voice voice)
    {
        var order = Order(scene, voice);
        var (opening, subject) = (Opening.Pattern(voice), Body(scene, order));
        return (string.Format(opening, subject), subject);
    }

    /// <summary>
    /// Writes the text of <see cref="Of(Scene, Voice)"/> without an opening, with the size and
    /// position of every object, so that an image can be made from it.
    /// </summary>
    public static string Body(Scene scene, Voice voice) => Body(scene, Order(scene, voice));

    private static List<Slot> Order(Scene scene, Voice voice) => voice.Random.Shuffle(scene.Objects.Select(o => o.Slot));

    private static string Body(Scene scene, List<Slot> order)
    {
        var objects = scene
            .Objects.OrderBy(o => order.TakeWhile(slot => slot != o.Slot).Count())
            .Select(o => $"{Names.A(Names.Full(o))} {Names.Of(o.Slot)}");
        string[] setting = [Names.Of(scene.Place), Names.Of(scene.Time), Names.Of(scene.Weather)];
        return string.Join(" and ", objects.DefaultIfEmpty("nothing")) + " " + string.Join(' ', setting.Where(s => s.Length > 0));
    }
}
