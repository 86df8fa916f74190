// SPDX-License-Identifier: MIT

// A client in Go that knows novbe by its interface files only: tests/live/test_go_client.py generates the packages
// imported here from them. It calls what there is and prints each answer as JSON, from the structs it came in.
package main

import (
    "context"
    "encoding/json"
    "fmt"
    "os"

    "github.com/varlink/go/varlink"

    "orgnovbeadmin"
    _ "orgnovbeboard"
    _ "orgnovbecounter"
    "orgnovbemanager"
    _ "orgnovbenetwork"
    _ "orgnovbeprinter"
    _ "orgnovbereception"
    "orgnovbevisitor"
)

// Answers by a name of their own; a trouble that nobody expected ends the program.
type answers map[string]interface{}

func (a answers) keep(name string, err error, answer map[string]interface{}) {
    if err != nil {
        fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
        os.Exit(1)
    }
    a[name] = answer
}

// Keeps a call that was to be refused: the error's name, and its parameters as they came.
func (a answers) keepError(name string, err error) {
    switch e := err.(type) {
    case *varlink.Error:
        a[name] = map[string]interface{}{"error": e.Name, "parameters": e.Parameters}
    case *varlink.InvalidParameter:
        a[name] = map[string]interface{}{"error": "org.varlink.service.InvalidParameter", "parameters": e}
    case *varlink.MethodNotFound:
        a[name] = map[string]interface{}{"error": "org.varlink.service.MethodNotFound", "parameters": e}
    default:
        fmt.Fprintf(os.Stderr, "%s: no refusal but %v\n", name, err)
        os.Exit(1)
    }
}

func askService(ctx context.Context, c *varlink.Connection, a answers) {
    var vendor, product, version, url string
    var interfaces []string
    err := c.GetInfo(ctx, &vendor, &product, &version, &url, &interfaces)
    a.keep("info", err, map[string]interface{}{"vendor": vendor, "product": product, "version": version, "url": url,
        "interfaces": interfaces})
    for _, name := range interfaces {
        description, err := c.GetInterfaceDescription(ctx, name)
        a.keep("description of "+name, err, map[string]interface{}{"description": description})
    }
}

func askVisitor(ctx context.Context, c *varlink.Connection, a answers) {
    for _, language := range []string{"az", "ru", "en"} {
        language := language
        key, name, languages, day, time, zone, open, hours, err := orgnovbevisitor.GetCentre().Call(ctx, c, &language)
        a.keep("centre in "+language, err, map[string]interface{}{
            "key": key, "name": name, "languages": languages, "day": day, "time": time,
            "time_zone": zone, "open": open, "hours": hours})
        groups, services, err := orgnovbevisitor.ListServices().Call(ctx, c, language)
        a.keep("services in "+language, err, map[string]interface{}{"groups": groups, "services": services})
    }
    _, _, err := orgnovbevisitor.ListServices().Call(ctx, c, "tlh")
    a.keepError("language unknown", err)
}

func askStaff(ctx context.Context, c *varlink.Connection, a answers) {
    language := "en"
    services, err := orgnovbemanager.ListServices().Call(ctx, c, &language)
    a.keep("states", err, map[string]interface{}{"services": services})
    version, centre, _, _, day, configuration, _, count, counters, _, _, _, _, _, _, _, err :=
        orgnovbeadmin.GetStatus().Call(ctx, c)
    a.keep("status", err, map[string]interface{}{"version": version, "centre": centre, "day": day,
        "configuration": configuration, "services": count, "counters": counters})
}

func askWrongly(ctx context.Context, c *varlink.Connection, a answers) {
    var out map[string]interface{}
    number := map[string]int{"language": 5}
    a.keepError("wrong type", c.Call(ctx, "org.novbe.Visitor.ListServices", &number, &out))
    a.keepError("unknown method", c.Call(ctx, "org.novbe.Visitor.Fly", struct{}{}, &out))
}

// Subscribes to what a kiosk shows. Its first reply is the whole, and others follow; the connection is its own.
func subscribe(ctx context.Context, address string, a answers) {
    c, err := varlink.NewConnection(ctx, address)
    a.keep("second connection", err, nil)
    defer c.Close()
    receive, err := orgnovbevisitor.ListServices().Send(ctx, c, varlink.More, "en")
    a.keep("subscription", err, nil)
    groups, services, flags, err := receive(ctx)
    a.keep("stream", err, map[string]interface{}{
        "groups": groups, "services": services, "continues": flags&varlink.Continues != 0})
}

func main() {
    ctx := context.Background()
    a := answers{}
    c, err := varlink.NewConnection(ctx, os.Args[1])
    a.keep("connection", err, nil)
    defer c.Close()
    askService(ctx, c, a)
    askVisitor(ctx, c, a)
    askStaff(ctx, c, a)
    subscribe(ctx, os.Args[1], a)
    askWrongly(ctx, c, a)
    if err := json.NewEncoder(os.Stdout).Encode(a); err != nil {
        os.Exit(1)
    }
}
